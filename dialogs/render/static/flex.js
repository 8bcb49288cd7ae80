/** Draws a Flex message: carousel, bubbles, blocks and boxes. The leaves are in flex-parts.js. */

import { bindAction } from "./actions.js";
import { drawCarousel } from "./carousel.js";
import { make, setStyle } from "./dom.js";
import { drawButton, drawFiller, drawIcon, drawImage, drawSeparator, drawVideo, drawWords } from "./flex-parts.js";
import { blockPadding, boxStyle, BUBBLES, colour, placement } from "./flex-style.js";

const BLOCKS = ["header", "hero", "body", "footer"];

const PARTS = {
  text: drawWords,
  button: drawButton,
  image: drawImage,
  icon: drawIcon,
  video: drawVideo,
  separator: drawSeparator,
  filler: drawFiller,
};

/** Draw a Flex message's `contents`. @returns {HTMLElement|null} null when it is neither bubble nor carousel */
export function drawFlex(message, context) {
  const contents = message.contents;
  if (contents?.type === "bubble") return drawBubble(contents, context);
  if (contents?.type !== "carousel" || !Array.isArray(contents.contents)) return null;
  const bubbles = contents.contents.filter((bubble) => bubble?.type === "bubble");
  return drawCarousel(
    bubbles.map((bubble) => drawBubble(bubble, context)),
    { label: message.altText || "カード", className: "lv-flex-carousel" },
  );
}

function drawBubble(bubble, context) {
  const size = Object.hasOwn(BUBBLES, bubble.size ?? "") ? bubble.size : "mega";
  const element = make("div", `lv-flex lv-flex-${size}`);
  element.dir = bubble.direction === "rtl" ? "rtl" : "ltr";
  element.style.width = `${BUBBLES[size].width}px`;
  element.style.borderRadius = `${BUBBLES[size].radius}px`;
  if (!bubble.body) element.classList.add("lv-flex-short");

  for (const name of BLOCKS) {
    if (!bubble[name]) continue;
    const block = drawBlock(name, bubble, size, context);
    if (bubble.styles?.[name]?.separator === true && element.childElementCount > 0) {
      const line = make("div", "lv-fx-block-line");
      setStyle(line, { backgroundColor: colour(bubble.styles[name].separatorColor) });
      element.append(line);
    }
    element.append(block);
  }
  return bindAction(element, bubble.action, context);
}

function drawBlock(name, bubble, size, context) {
  const element = make("div", `lv-fx-block lv-fx-${name}`);
  setStyle(element, { backgroundColor: colour(bubble.styles?.[name]?.backgroundColor) });
  const part = bubble[name];
  const drawn = drawPart(part, { layout: "vertical", first: true }, context);
  if (part.type === "box") {
    setStyle(drawn, blockPadding(name, size, Boolean(bubble.footer)));
    setStyle(drawn, boxStyle(part));
  }
  element.append(drawn);
  return element;
}

/**
 * Draw one component in its place.
 *
 * @param {object} part
 * @param {{layout: string, spacing?: string, first: boolean}} place
 * @param {object} context
 */
function drawPart(part, place, context) {
  const kind = part?.type;
  const element = kind === "box" ? drawBox(part, context) : (PARTS[kind]?.(part, context, place) ?? make("div"));
  setStyle(element, placement(part ?? {}, place));
  return kind === "button" || kind === "video" ? element : bindAction(element, part?.action, context);
}

function drawBox(box, context) {
  const element = make("div", `lv-fx-box lv-fx-${box.layout === "vertical" ? "vertical" : "horizontal"}`);
  setStyle(element, boxStyle(box));
  if (!Array.isArray(box.contents)) return element;

  let first = true;
  for (const child of box.contents) {
    const place = { layout: box.layout ?? "vertical", spacing: box.spacing, first };
    element.append(drawPart(child, place, context));
    if (child?.position !== "absolute") first = false;
  }
  return element;
}
