import assert from "node:assert/strict";
import { test } from "node:test";

import { chosen, folded, hasAll, wordsOf } from "../manual/search.js";

const ENTRIES = [
  { title: folded("避難所"), text: folded("避難所 開設 NAME 避難所を「開設中」にします") },
  { title: folded("職員"), text: folded("パスワードを忘れたとき") },
];

test("width, case and kana make no difference", () => {
  assert.equal(folded("ＦＡＱ パスワード"), "faq ぱすわーど");
  assert.deepEqual(chosen(ENTRIES, "ぱすわーど"), [false, true]);
  assert.deepEqual(chosen(ENTRIES, "ｎａｍｅ"), [true, false]);
});

test("every word must be there, some of them in the chapter's title", () => {
  assert.deepEqual(chosen(ENTRIES, "職員　忘れた"), [false, true]);
  assert.deepEqual(chosen(ENTRIES, "避難所 忘れた"), [false, false]);
});

test("nothing asked for shows everything", () => {
  assert.deepEqual(chosen(ENTRIES, "  "), [true, true]);
  assert.deepEqual(wordsOf("  、 "), []);
  assert.equal(hasAll("", []), true);
});
