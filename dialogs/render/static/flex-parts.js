/** Draws the leaves of a Flex message: words, button, image, icon, video, separator and filler. */

import { actionLabel, bindAction } from "./actions.js";
import { make, makeIcon, makePicture, setStyle } from "./dom.js";
import { colour, imageWidth, length, ratio, textSize } from "./flex-style.js";

const SMALLEST_PX = 6;
const PLAY = "M8 5v14l11-7z";
const ALIGN = { start: "start", center: "center", end: "end" };
const GRAVITY = { top: "flex-start", center: "center", bottom: "flex-end" };
const DECORATION = { underline: "underline", "line-through": "line-through" };

export function drawWords(part, context) {
  const words = make("div", part.wrap === true ? "lv-fx-words lv-fx-wrap" : "lv-fx-words");
  const element = make("div", "lv-fx-text", words);
  setStyle(element, { justifyContent: GRAVITY[part.gravity], fontSize: textSize(part, context.scale) });
  setStyle(words, { textAlign: ALIGN[part.align], ...letters(part) });
  spaceLines(words, part);
  if (Number.isInteger(part.maxLines) && part.maxLines > 0 && part.wrap === true) {
    words.classList.add("lv-fx-clamp");
    words.style.webkitLineClamp = String(part.maxLines);
  }

  if (Array.isArray(part.contents)) words.append(...part.contents.map((span) => drawSpan(span, part, context)));
  else words.textContent = part.text ?? "";
  if (part.adjustMode === "shrink-to-fit") shrinkToFit(words);
  return element;
}

function drawSpan(span, parent, context) {
  const element = make("span", "", span?.text ?? "");
  const decoration = DECORATION[parent.decoration] ? undefined : DECORATION[span?.decoration];
  const sized = span?.size ? textSize({ ...span, scaling: parent.scaling }, context.scale) : undefined;
  setStyle(element, { ...letters(span ?? {}), textDecorationLine: decoration, fontSize: sized });
  return element;
}

function letters(part) {
  return {
    color: colour(part.color),
    fontWeight: { bold: "700", regular: "400" }[part.weight],
    fontStyle: { italic: "italic", normal: "normal" }[part.style],
    textDecorationLine: DECORATION[part.decoration],
  };
}

/** LINE adds the spacing between lines only, so the half above the first and below the last is taken back. */
function spaceLines(words, part) {
  const spacing = length(part.lineSpacing);
  if (!spacing?.endsWith("px") || part.wrap !== true) return;
  const half = `${-parseFloat(spacing) / 2}px`;
  setStyle(words, { lineHeight: `calc(1.4em + ${spacing})`, marginTop: half, marginBottom: half });
}

export function drawButton(part, context) {
  const label = make("span", "lv-button-words", actionLabel(part.action));
  const style = ["primary", "secondary"].includes(part.style) ? part.style : "link";
  const button = make("button", `lv-fx-press lv-fx-${style}`, label);
  button.type = "button";
  if (part.height === "sm") button.classList.add("lv-fx-low");
  setStyle(button, { [style === "link" ? "color" : "backgroundColor"]: colour(part.color) });
  setStyle(button, { fontSize: part.scaling === true ? textSize({ scaling: true }, context.scale) : undefined });
  if (part.adjustMode === "shrink-to-fit") shrinkToFit(label);
  bindAction(button, part.action, context);

  const element = make("div", "lv-fx-button", button);
  setStyle(element, { justifyContent: GRAVITY[part.gravity] });
  return element;
}

export function drawImage(part) {
  const width = imageWidth(part.size);
  const picture = makePicture(part.url, part.action?.label ?? "", "lv-fx-picture", fit(part));
  const frame = make("div", "lv-fx-frame", picture);
  setStyle(frame, { width, aspectRatio: ratio(part.aspectRatio), backgroundColor: colour(part.backgroundColor) });
  const element = make("div", "lv-fx-image", frame);
  setStyle(element, {
    alignItems: { start: "flex-start", end: "flex-end" }[part.align],
    justifyContent: GRAVITY[part.gravity],
    width: width.endsWith("%") ? "100%" : undefined,
  });
  return element;
}

function fit(part) {
  return part.aspectMode === "cover" ? "cover" : "contain";
}

export function drawIcon(part, context) {
  const size = textSize(part, context.scale);
  const [width, height] = ratio(part.aspectRatio).split(" / ").map(Number);
  const picture = makePicture(part.url, "", "lv-fx-picture", "contain");
  const element = make("div", "lv-fx-icon", picture);
  setStyle(element, { height: size, width: `${(parseFloat(size) * width) / height}px` });
  return element;
}

/** The preview with a play mark; the film itself is opened by the page that shows the chat. */
export function drawVideo(part, context) {
  const frame = make("button", "lv-fx-frame lv-film", makePicture(part.previewUrl, "動画", "lv-fx-picture", "cover"));
  frame.type = "button";
  frame.append(makeIcon(PLAY, "lv-play"));
  frame.setAttribute("aria-label", "動画を再生する");
  setStyle(frame, { width: "100%", aspectRatio: ratio(part.aspectRatio) });
  frame.addEventListener("click", (event) => {
    event.stopPropagation();
    context.openMedia({ url: part.url, kind: "video" });
  });
  const element = make("div", "lv-fx-image", frame);
  if (part.action)
    element.append(bindAction(make("button", "lv-fx-film-link", actionLabel(part.action)), part.action, context));
  return element;
}

export function drawSeparator(part) {
  const element = make("div", "lv-fx-separator");
  setStyle(element, { backgroundColor: colour(part.color) });
  return element;
}

export function drawFiller() {
  return make("div", "lv-fx-filler");
}

/** Make letters smaller, step by step, while they don't fit on one line. */
function shrinkToFit(words) {
  const observer = new ResizeObserver(() => {
    words.style.fontSize = "";
    let size = parseFloat(getComputedStyle(words).fontSize);
    while (size > SMALLEST_PX && words.scrollWidth > words.clientWidth) {
      size -= 0.5;
      words.style.fontSize = `${size}px`;
    }
  });
  observer.observe(words);
}
