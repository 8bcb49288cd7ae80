import assert from "node:assert/strict";
import { test } from "node:test";

import {
  newGroup,
  newRule,
  optionsOf,
  readCondition,
  unwrapped,
  withOperator,
  withPart,
  writeCondition,
} from "../builder/conditions.js";

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

test("what is denied is read as a group of its own, as deep as it goes, and written back as it was", () => {
  const rule = (value) => ({ field: "colour", equals: value });
  for (const stored of [
    { not: { any: [rule("赤"), rule("b")] } },
    { not: { all: [rule("赤"), { field: "age", at_least: 3 }] } },
    { not: { field: "age", between: [1, 3] } },
    { not: { field: "topics", contains: "防災" } },
    { not: { field: "colour", any_of: ["赤"] } },
    { not: { not: { field: "age", at_least: 3 } } },
    { all: [{ any: [{ all: [rule("赤"), { not: { any: [rule("b"), rule("赤")] } }] }, rule("b")] }, rule("赤")] },
  ]) {
    assert.deepEqual(writeCondition(readCondition(stored)), stored);
  }
  assert.deepEqual(readCondition({ not: { any: [rule("赤"), rule("b")] } }).join, "none");
});

test("what is no condition is not touched", () => {
  let deep = { field: "a", equals: 1 };
  for (let level = 0; level < 11; level += 1) deep = { all: [deep] };
  for (const stored of [{ field: "a", equals: 1, extra: 2 }, { all: "x" }, "always", { field: "a", like: "x" }, { not: 3 }, {}, deep]) {
    assert.equal(readCondition(stored), undefined);
  }
});

test("a part deep inside is replaced, taken away with the group it leaves empty, or let out of its group", () => {
  const rule = (field) => ({ field, op: "answered", value: true });
  const tree = { join: "all", parts: [rule("a"), { join: "any", parts: [rule("b"), { join: "all", parts: [rule("c")] }] }] };

  assert.deepEqual(withPart(tree, [1, 1, 0], rule("d")).parts[1].parts[1].parts, [rule("d")]);
  assert.deepEqual(withPart(tree, [1, 1, 0], null).parts[1].parts, [rule("b")]);
  assert.deepEqual(withPart(tree, [1], null).parts, [rule("a")]);
  assert.deepEqual(unwrapped(tree, [1, 1]).parts[1].parts, [rule("b"), rule("c")]);
  assert.deepEqual(unwrapped(tree, [1]).parts.length, 3);
  assert.equal(tree.parts[1].parts.length, 2);
});

test("a new group inside another is joined the other way round", () => {
  assert.equal(newGroup({ join: "all", parts: [] }, COLOUR).join, "any");
  assert.equal(newGroup({ join: "any", parts: [] }, COLOUR).join, "all");
  assert.deepEqual(writeCondition({ join: "all", parts: [newGroup({ join: "all" }, AGE)] }), {
    any: [{ field: "age", equals: 0 }, { field: "age", equals: 0 }],
  });
});

test("a question without options of its own is compared with those of its attribute", () => {
  const attributes = [{ key: "home", options: [{ value: "f", label: "古口" }] }];
  assert.deepEqual(newRule({ id: "h", kind: "choice", attribute: "home" }, attributes).value, "f");
  assert.deepEqual(optionsOf({ kind: "choice", attribute: "home" }, attributes), [{ value: "f", label: "古口" }]);
  assert.deepEqual(optionsOf(COLOUR, attributes).length, 2);
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
