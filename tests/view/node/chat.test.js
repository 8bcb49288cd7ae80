import assert from "node:assert/strict";
import test from "node:test";
import { dayOf, dayWords, timeWords } from "../view/chat.js";
import { linkUrl, mediaUrl } from "../view/dom.js";
import { mapLink } from "../view/location.js";
import { duration, fileSize } from "../view/media.js";

const at = (text) => Date.parse(`${text}+09:00`);
const NOW = at("2025-11-22T12:00");

test("times and days are Japan's wherever the browser stands", () => {
  assert.equal(timeWords(at("2025-11-22T00:05")), "00:05");
  assert.equal(dayOf(at("2025-11-22T00:05")), "2025-11-22");
  assert.equal(dayOf(at("2025-11-21T23:59")), "2025-11-21");
});

test("a day line says today, yesterday, or the date with its weekday", () => {
  assert.equal(dayWords(at("2025-11-22T00:00"), NOW), "今日");
  assert.equal(dayWords(at("2025-11-21T23:59"), NOW), "昨日");
  assert.equal(dayWords(at("2025-11-20T12:00"), NOW), "11/20(木)");
  assert.equal(dayWords(at("2024-12-31T12:00"), NOW), "2024/12/31(火)");
  assert.equal(dayWords(at("2025-11-23T08:00"), NOW), "11/23(日)");
});

test("lengths of films and sizes of files are short to read", () => {
  assert.equal(duration(63000), "1:03");
  assert.equal(duration(undefined), "0:00");
  assert.equal(fileSize(900), "900 B");
  assert.equal(fileSize(18234), "18 KB");
  assert.equal(fileSize(3 * 1024 * 1024), "3.0 MB");
});

test("a map link holds numbers only", () => {
  assert.equal(mapLink(38.7393, 140.1213), "https://www.google.com/maps/search/?api=1&query=38.7393,140.1213");
  assert.ok(mapLink("1&x=<b>", 2).endsWith("query=NaN,2"));
});

test("pictures come from the web or our own server, never from a script", () => {
  for (const good of [
    "https://example.com/a.png",
    "/media/1",
    "blob:http://localhost/1",
    "data:image/png;base64,AA==",
  ]) {
    assert.equal(mediaUrl(good), good);
  }
  for (const bad of [
    "javascript:alert(1)",
    "data:image/svg+xml,<svg/>",
    "data:text/html,x",
    "file:///etc/passwd",
    "",
    null,
    3,
  ]) {
    assert.equal(mediaUrl(bad), null);
  }
});

test("links have a scheme LINE opens", () => {
  for (const good of ["https://example.com", "tel:119", "line://nv/location", "mailto:a@example.jp"])
    assert.equal(linkUrl(good), good);
  for (const bad of ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "vbscript:x", "", undefined])
    assert.equal(linkUrl(bad), null);
});
