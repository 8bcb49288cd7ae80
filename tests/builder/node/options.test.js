import assert from "node:assert/strict";
import { test } from "node:test";

import { labelOf, relabelled, withShow } from "../builder/options.js";

const SHOW = { field: "age", at_least: 18 };

test("a condition makes an option whole, and a plain text again when it goes", () => {
  const shown = withShow("赤", SHOW);
  assert.deepEqual(shown, { value: "赤", show: SHOW });
  assert.equal(withShow(shown, undefined), "赤");
  assert.deepEqual(withShow({ value: "r", label: "赤", aliases: ["あか"] }, SHOW), {
    value: "r",
    label: "赤",
    aliases: ["あか"],
    show: SHOW,
  });
  assert.deepEqual(withShow({ value: "r", label: "赤", show: SHOW }, undefined), { value: "r", label: "赤" });
});

test("an option that is its own value is renamed whole, with its condition; another keeps its value", () => {
  assert.equal(relabelled("赤", "青"), "青");
  assert.deepEqual(relabelled({ value: "赤", show: SHOW }, "青"), { value: "青", show: SHOW });
  assert.deepEqual(relabelled({ value: "r", label: "赤", show: SHOW }, "青"), { value: "r", label: "青", show: SHOW });
  assert.equal(relabelled({ label: "赤" }, "青"), "青");
  assert.equal(labelOf({ value: "r", label: "赤" }), "赤");
  assert.equal(labelOf({ value: 3 }), "3");
});
