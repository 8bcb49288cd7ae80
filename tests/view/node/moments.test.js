import assert from "node:assert/strict";
import test from "node:test";
import { instantOf, pickedValue, pickerInput, wallTime } from "../phones/moments.js";

const NOW = Date.parse("2025-11-22T12:34:56+09:00");

test("the picker starts where the bot says, else now in Japan", () => {
  assert.equal(wallTime(NOW), "2025-11-22T12:34");
  assert.deepEqual(pickerInput({ mode: "datetime" }, NOW), {
    type: "datetime-local",
    value: "2025-11-22T12:34",
    min: "",
    max: "",
  });
  assert.equal(pickerInput({ mode: "date" }, NOW).value, "2025-11-22");
  assert.equal(pickerInput({ mode: "time" }, NOW).value, "12:34");
  assert.equal(pickerInput({ mode: "datetime", initial: "2026-01-31t09:05" }, NOW).value, "2026-01-31T09:05");
});

test("the start never lies outside the bounds", () => {
  assert.equal(pickerInput({ mode: "date", min: "2025-12-01" }, NOW).value, "2025-12-01");
  assert.equal(pickerInput({ mode: "date", max: "2025-11-01" }, NOW).value, "2025-11-01");
});

for (const [raw, picked] of [
  ["2025-12-01", "2025-12-01"],
  ["2025-12-24", "2025-12-24"],
  ["2025-11-30", null],
  ["2025-12-25", null],
  ["", null],
  ["tomorrow", null],
]) {
  test(`within 1 and 24 December, "${raw}" is picked as ${picked}`, () => {
    assert.equal(pickedValue({ mode: "date", min: "2025-12-01", max: "2025-12-24" }, raw), picked);
  });
}

test("seconds an input adds are cut, and bounds with a small t hold", () => {
  assert.equal(pickedValue({ mode: "datetime" }, "2026-01-31T13:05:00"), "2026-01-31T13:05");
  assert.equal(pickedValue({ mode: "datetime", max: "2026-01-31t13:00" }, "2026-01-31T13:05"), null);
  assert.equal(pickedValue({ mode: "time", min: "09:00" }, "08:59"), null);
});

test("a clock's answer is an instant in ms or an ISO time", () => {
  assert.equal(instantOf({ ms: NOW }), NOW);
  assert.equal(instantOf({ now: "2025-11-22T12:34:56+09:00" }), NOW);
  assert.equal(instantOf({ ok: true }), null);
  assert.equal(instantOf(undefined), null);
});
