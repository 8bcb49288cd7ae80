/** Draws chat text: emoji glyphs, links and telephone numbers as LINE shows them. */

import { linkUrl, make } from "./dom.js";
import { cutMessage } from "./text-tokens.js";

/** A text bubble's inside. @returns {HTMLElement} */
export function drawText(message, context) {
  const words = make("div", "lv-text");
  for (const token of cutMessage(message)) words.append(drawToken(token, context));
  return words;
}

function drawToken(token, context) {
  if (token.kind === "emoji") return drawEmoji(token);
  if (token.kind === "mention") return make("span", "lv-mention", token.text);
  if (token.kind === "text" || linkUrl(token.href) === null) return document.createTextNode(token.text);
  return drawLink(token, context);
}

function drawLink(token, context) {
  const link = make("a", "lv-link", token.text);
  link.href = token.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.addEventListener("click", (event) => {
    if (context.onLink?.(token.href)) event.preventDefault();
  });
  return link;
}

/** LINE's emoji pictures may not be fetched by others, so each is a small smiling box that names its ids. */
function drawEmoji(token) {
  const glyph = make("span", "lv-emoji", "☺");
  glyph.setAttribute("role", "img");
  glyph.setAttribute("aria-label", token.text.length > 1 ? token.text : "絵文字");
  glyph.title = `絵文字 ${token.productId} ${token.emojiId}`.trim();
  return glyph;
}
