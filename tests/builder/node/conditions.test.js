import assert from "node:assert/strict";
import { test } from "node:test";

import { newRule, optionsOf, readCondition, withOperator, writeCondition } from "../builder/conditions.js";

const COLOUR = { id: "colour", kind: "choice", label: "色", options: ["赤", { value: "b", label: "青" }] };
const AGE = { id: "age", kind: "number", label: "年" };
const BIRTH = { id: "birth", kind: "birth_date", label: "生年月日" };

test("a stored condition is read and written back as it was", () => {
  for (const stored of [
    { field: "colour", equals: "赤" },
    { not: { field: "colour", equals: "b" } },
    { age_of: "birth", at_least: 65 },
    { all: [{ field: "age", between: [1, 3] }, { field: "colour", any_of: ["赤", "b"] }] },
    { any: [{ field: "age", at_least: 3 }, { all: [{ field: "colour", answered: true }, { age_of: "birth", at_most: 6 }] }] },
  ]) {
    assert.deepEqual(writeCondition(readCondition(stored)), stored);
  }
  assert.equal(readCondition(undefined), null);
  assert.equal(writeCondition(null), undefined);
  assert.equal(writeCondition({ join: "all", parts: [] }), undefined);
});

test("what this page can't show is not touched", () => {
  for (const stored of [
    { not: { all: [{ field: "a", equals: 1 }] } },
    { field: "a", equals: 1, extra: 2 },
    { all: [{ any: [{ all: [{ field: "a", equals: 1 }, { field: "b", equals: 1 }] }, { field: "a", equals: 1 }] }, { field: "c", equals: 1 }] },
    "always",
    { field: "a", like: "x" },
  ]) {
    assert.equal(readCondition(stored), undefined);
  }
});

test("a new rule begins with something that can be true", () => {
  assert.deepEqual(newRule(COLOUR), { field: "colour", op: "equals", value: "赤" });
  assert.deepEqual(newRule(AGE), { field: "age", op: "equals", value: 0 });
  assert.deepEqual(writeCondition({ join: "all", parts: [newRule(BIRTH)] }), { age_of: "birth", at_least: 65 });
  assert.deepEqual(newRule({ id: "p", kind: "photo" }), { field: "p", op: "answered", value: true });
});

test("another operator keeps the value as far as it fits", () => {
  const rule = withOperator({ field: "colour", op: "equals", value: "b" }, "any_of", COLOUR);
  assert.deepEqual(rule.value, ["b"]);
  assert.equal(withOperator(rule, "not_equals", COLOUR).value, "b");
  assert.equal(withOperator(rule, "answered", COLOUR).value, true);
  assert.deepEqual(withOperator({ field: "age", op: "equals", value: 3 }, "between", AGE).value, [0, 10]);
});

test("options with values of their own are compared by value and shown by label", () => {
  assert.deepEqual(optionsOf(COLOUR), [{ value: "赤", label: "赤" }, { value: "b", label: "青" }]);
  assert.deepEqual(optionsOf({ kind: "choice" }), []);
});
