import assert from "node:assert/strict";
import { test } from "node:test";

import { aliasesOf, labelOf, relabelled, withAliases, withShow } from "../builder/options.js";

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

test("other words for an option are read out of one line, each once; without any it is a plain text again", () => {
  const named = withAliases("役場", "村役場、やくば,  村役場");
  assert.deepEqual(named, { value: "役場", aliases: ["村役場", "やくば"] });
  assert.equal(aliasesOf(named), "村役場、やくば");
  assert.equal(aliasesOf("役場"), "");
  assert.equal(withAliases(named, " "), "役場");
  assert.deepEqual(withAliases({ value: "r", label: "赤", show: SHOW }, "あか").show, SHOW);
  assert.deepEqual(relabelled(named, "村の役場").aliases, ["村役場", "やくば"]);
});
