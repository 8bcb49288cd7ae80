import assert from "node:assert/strict";
import { test } from "node:test";

import { changesBetween, isSame } from "../builder/changes.js";

const node = (id, more = {}) => ({ id, kind: "text", label: id, ...more });
const form = (...fields) => ({ id: "f", title: "ためし", fields });
const told = (before, after) => changesBetween(before, after).map((one) => [one.what, one.label, ...one.keys].join(" "));

test("what was added, removed, changed and moved is told, each once", () => {
  const before = form(node("a"), node("b"), node("c"), node("d"));
  const after = { ...form(node("b"), node("a", { required: false }), node("e"), node("d")), title: "べつ" };
  assert.deepEqual(told(before, after), ["form  title", "moved b", "changed a required", "added e", "removed c"]);
});

test("what only slid down because something came before it has not moved", () => {
  assert.deepEqual(told(form(node("a"), node("b")), form(node("x"), node("a"), node("b"))), ["added x"]);
});

test("into a group is moved; the group itself did not change by it", () => {
  const group = (...fields) => ({ id: "g", kind: "group", label: "g", fields });
  assert.deepEqual(told(form(node("a"), group(node("b"))), form(group(node("b"), node("a")))), ["moved a"]);
});

test("equal documents differ in nothing, whatever the order of their keys", () => {
  assert.ok(isSame({ a: [1, { b: null }], c: "x" }, { c: "x", a: [1, { b: null }] }));
  assert.ok(!isSame({ a: 1 }, { a: 1, b: undefined }));
  assert.ok(!isSame([1], { 0: 1 }));
  assert.deepEqual(told(form(node("a")), form(node("a"))), []);
});
