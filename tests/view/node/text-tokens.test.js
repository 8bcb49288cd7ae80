import assert from "node:assert/strict";
import test from "node:test";
import { cutLinks, cutMessage } from "../view/text-tokens.js";

const kinds = (tokens) => tokens.map(({ kind, text }) => [kind, text]);
const joined = (tokens) => tokens.map(({ text }) => text).join("");

test("a web address ends before Japanese letters and closing marks", () => {
  const tokens = cutLinks("くわしくは https://example.com/a?b=1#c。または（https://example.com/d）まで");

  assert.deepEqual(kinds(tokens), [
    ["text", "くわしくは "],
    ["web", "https://example.com/a?b=1#c"],
    ["text", "。または（"],
    ["web", "https://example.com/d"],
    ["text", "）まで"],
  ]);
});

test("brackets opened inside an address stay, one opened before it does not", () => {
  assert.equal(cutLinks("https://example.com/a_(b)")[0].text, "https://example.com/a_(b)");
  assert.equal(cutLinks("(see https://example.com/a).")[1].text, "https://example.com/a");
});

test("telephone numbers and mail addresses become links", () => {
  const tokens = cutLinks("0233-72-2111 か soumu@example.jp か 09012345678 か +81-233-72-2111");

  assert.deepEqual(
    tokens.filter(({ kind }) => kind !== "text").map(({ kind, href }) => [kind, href]),
    [
      ["phone", "tel:0233722111"],
      ["mail", "mailto:soumu@example.jp"],
      ["phone", "tel:09012345678"],
      ["phone", "tel:+81233722111"],
    ],
  );
});

for (const text of ["2025-11-22", "受付コード F-01234567890", "#128", "999-6313", "10時から12時", "3.14159265358979"]) {
  test(`${text} is no telephone number`, () => {
    assert.deepEqual(kinds(cutLinks(text)), [["text", text]]);
  });
}

test("an address that would run a script is only text", () => {
  assert.deepEqual(kinds(cutLinks("javascript:alert(1)")), [["text", "javascript:alert(1)"]]);
});

test("a bot's emoji stands on its dollar, counted in UTF-16 units", () => {
  const tokens = cutMessage({ text: "🍎$です", emojis: [{ index: 2, productId: "p", emojiId: "001" }] });

  assert.deepEqual(kinds(tokens), [
    ["text", "🍎"],
    ["emoji", "$"],
    ["text", "です"],
  ]);
  assert.equal(tokens[1].emojiId, "001");
});

test("a person's emoji covers its whole name", () => {
  const tokens = cutMessage({ text: "(love)よい", emojis: [{ index: 0, length: 6, productId: "p", emojiId: "2" }] });

  assert.deepEqual(kinds(tokens), [
    ["emoji", "(love)"],
    ["text", "よい"],
  ]);
});

test("emoji outside the text or over one another are left out", () => {
  const emojis = [{ index: 9 }, { index: 0, length: 3 }, { index: 1 }, { index: -1 }, { index: "0" }];

  assert.deepEqual(kinds(cutMessage({ text: "$$$", emojis })), [["emoji", "$$$"]]);
});

test("textV2 places emoji and mentions, and doubled braces are braces", () => {
  const substitution = {
    who: { type: "mention", mentionee: { type: "all" } },
    face: { type: "emoji", productId: "p", emojiId: "1" },
  };
  const tokens = cutMessage({ text: "{{a}} {who}へ{face}{none}", substitution });

  assert.deepEqual(kinds(tokens), [
    ["text", "{a} "],
    ["mention", "@All"],
    ["text", "へ"],
    ["emoji", "$"],
    ["text", "{none}"],
  ]);
});

test("no letter is lost, whatever the text is made of", () => {
  const parts = [
    "https://",
    "www.",
    "example.com",
    "/",
    "。",
    "0233",
    "-",
    "72",
    "2111",
    "@",
    " ",
    "(",
    ")",
    ".",
    "a",
    "😀",
    "\n",
  ];
  let state = 7;
  const next = () => (state = (state * 16807) % 2147483647);
  for (let round = 0; round < 2000; round += 1) {
    const text = Array.from({ length: next() % 14 }, () => parts[next() % parts.length]).join("");
    assert.equal(joined(cutLinks(text)), text);
  }
});

test("a message without a text has no tokens", () => {
  assert.deepEqual(cutMessage({}), []);
  assert.deepEqual(cutMessage({ text: 3 }), []);
});
