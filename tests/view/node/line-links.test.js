import assert from "node:assert/strict";
import test from "node:test";
import { readLineLink } from "../phones/line-links.js";

for (const [address, meaning] of [
  [
    "https://line.me/R/oaMessage/%40tozawa/?%E5%8F%97%E4%BB%98%E3%82%B3%E3%83%BC%E3%83%89%20F-ABCD2345",
    { kind: "message", basicId: "@tozawa", text: "受付コード F-ABCD2345" },
  ],
  ["https://line.me/R/ti/p/%40tozawa", { kind: "chat", basicId: "@tozawa" }],
  ["https://line.me/R/nv/location/", { kind: "location" }],
  ["https://line.me/R/nv/cameraRoll/multi", { kind: "cameraRoll" }],
  ["line://nv/camera/", { kind: "camera" }],
  ["tel:0233-72-2111", { kind: "call", number: "0233-72-2111" }],
  ["https://line.me/R/oaMessage/@tozawa/?100%", { kind: "message", basicId: "@tozawa", text: "100%" }],
]) {
  test(`${address} opens inside LINE`, () => {
    assert.deepEqual(readLineLink(address), meaning);
  });
}

for (const address of [
  "https://example.com/R/oaMessage/@tozawa/?x",
  "https://line.me/en/",
  "https://line.me/R/oaMessage/",
  "nonsense",
  "",
]) {
  test(`"${address}" is a web page or nothing`, () => {
    assert.equal(readLineLink(address), null);
  });
}
