import assert from "node:assert/strict";
import test from "node:test";
import { buildRows, hasNews } from "../phones/timeline.js";

const HOUR = 3_600_000;
const dayWords = (at) => `day ${Math.floor(at / (24 * HOUR))}`;
const bubble = (id, from, at, text = id) => ({ id, from, at, message: { type: "text", text } });
const shapes = (rows) =>
  rows.map(({ kind, entry, continued }) => (entry ? `${entry.id}${continued ? "+" : ""}` : kind));

test("a day line stands before the first message of each day", () => {
  const rows = buildRows([bubble("a", "bot", 0), bubble("b", "bot", 25 * HOUR)], { dayWords });

  assert.deepEqual(shapes(rows), ["day", "a", "day", "b"]);
});

test("messages of one sender close together continue one another", () => {
  const entries = [
    bubble("a", "bot", 0),
    bubble("b", "bot", 1000),
    bubble("c", "person", 2000),
    bubble("d", "bot", 3000),
    bubble("e", "bot", HOUR),
  ];

  assert.deepEqual(shapes(buildRows(entries, { dayWords })), ["day", "a", "b+", "c", "d", "e"]);
});

test("another sender name starts anew", () => {
  const named = { ...bubble("b", "bot", 10), sender: { name: "防災係" } };

  assert.deepEqual(shapes(buildRows([bubble("a", "bot", 0), named], { dayWords })), ["day", "a", "b"]);
});

test("a withdrawn message leaves a line where it stood, even after others went too", () => {
  const left = [bubble("a", "bot", 0), bubble("d", "bot", 4000)];
  const withdrawn = [
    { at: 2000, above: ["a", "b"] },
    { at: 1000, above: ["a"] },
  ];

  assert.deepEqual(shapes(buildRows(left, { dayWords, withdrawn })), ["day", "a", "notice", "notice", "d"]);
  assert.deepEqual(shapes(buildRows([], { dayWords, withdrawn: [{ at: 0, above: [] }] })), ["day", "notice"]);
});

test("order is the screen's, even when the clock was set back", () => {
  const rows = buildRows([bubble("a", "bot", 50 * HOUR), bubble("b", "person", HOUR)], { dayWords });

  assert.deepEqual(shapes(rows), ["day", "a", "day", "b"]);
  assert.equal(new Set(rows.map(({ key }) => key)).size, 4);
});

test("a row's key changes with its message and only then", () => {
  const [, before] = buildRows([bubble("a", "bot", 0, "one")], { dayWords });
  const [, same] = buildRows([bubble("a", "bot", 0, "one"), bubble("b", "bot", 1)], { dayWords });
  const [, changed] = buildRows([bubble("a", "bot", 0, "two")], { dayWords });

  assert.equal(before.key, same.key);
  assert.notEqual(before.key, changed.key);
});

test("news is a message that was not there", () => {
  const [one, other] = [bubble("a", "bot", 0), bubble("b", "bot", 0)];

  assert.equal(hasNews([one], [one, other]), true);
  assert.equal(hasNews([one, other], [one]), false);
});
