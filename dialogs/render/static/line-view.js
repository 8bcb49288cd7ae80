/**
 * Draws LINE messages in a browser: the demo's phones, the staff console and every preview use this one view.
 *
 * No build step and no dependency. Load `line-view.css` beside it. What people wrote only becomes text nodes, so it
 * works under `default-src 'self'; img-src 'self' data: blob: http: https:`.
 */

import { make, mediaUrl } from "./dom.js";
import { drawFlex } from "./flex.js";
import { SCALES } from "./flex-style.js";
import { drawLocation } from "./location.js";
import {
  drawAudioMessage,
  drawCoupon,
  drawFileMessage,
  drawImagemap,
  drawImageMessage,
  drawSticker,
  drawUnknown,
  drawVideoMessage,
} from "./media.js";
import { drawTemplate } from "./templates.js";
import { drawText } from "./text.js";

export {
  drawBubbleRow,
  drawDateSeparator,
  drawFace,
  drawNotice,
  drawTyping,
  dayOf,
  dayWords,
  timeWords,
} from "./chat.js";
export { drawQuickReplies, drawRichMenu } from "./richmenu.js";
export { actionLabel, actionUri } from "./actions.js";
export { linkUrl } from "./dom.js";

const KINDS = {
  text: drawBubble,
  textV2: drawBubble,
  sticker: drawSticker,
  image: drawImageMessage,
  video: drawVideoMessage,
  audio: drawAudioMessage,
  file: drawFileMessage,
  location: drawLocation,
  imagemap: drawImagemap,
  template: drawTemplate,
  flex: drawFlex,
  coupon: drawCoupon,
};

/**
 * Draw one message, sent by the bot or by a person.
 *
 * @param {object} message LINE message object; a person's picture, film or file may carry its address as
 *   `originalContentUrl`
 * @param {{onAction?: (action: object, from: {element: HTMLElement, message: object}) => void,
 *          onImage?: (media: {url: string, kind: "image"|"video"|"audio"|"file"}) => void,
 *          onLink?: (url: string) => boolean,
 *          size?: "small"|"normal"|"large"|"extraLarge"}} [options]
 *   `onAction` gets LINE's action object as it stands in the message; without it buttons do nothing.
 *   `onImage` opens a picture, film, sound or file; without it a new tab does.
 *   `onLink` returns true when it has dealt with a link in a text; otherwise a new tab opens.
 *   `size` is the letter size chosen in LINE's settings.
 * @returns {HTMLElement} never null: what is unknown or broken becomes a calm grey box
 */
export function drawMessage(message, options = {}) {
  const context = {
    message,
    onAction: options.onAction,
    onLink: options.onLink,
    scale: SCALES[options.size] ?? 1,
    openMedia: (media) => openMedia(media, options.onImage),
  };
  const kind = Object.hasOwn(KINDS, message?.type ?? "") ? message.type : "unknown";
  const element = drawSafely(kind, message, context);
  element.classList.add("lv-message");
  element.dataset.kind = kind;
  if (["flex", "imagemap", "template"].includes(kind)) element.dataset.shape = "wide";
  if (SCALES[options.size]) element.style.setProperty("--lv-scale", String(context.scale));
  return element;
}

/** A half-written message in a preview must not take the rest of the chat with it. */
function drawSafely(kind, message, context) {
  try {
    return KINDS[kind]?.(message, context) ?? drawUnknown();
  } catch (error) {
    console.warn("A message could not be drawn", error);
    return drawUnknown();
  }
}

function drawBubble(message, context) {
  return make("div", "lv-bubble", drawText(message, context));
}

function openMedia(media, onImage) {
  if (mediaUrl(media.url) === null) return;
  if (onImage) onImage(media);
  else window.open(media.url, "_blank", "noopener,noreferrer");
}
