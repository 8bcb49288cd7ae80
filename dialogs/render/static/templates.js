/** Draws the four templates: buttons, confirm, carousel and image carousel. */

import { actionButton, actionLabel, bindAction } from "./actions.js";
import { drawCarousel } from "./carousel.js";
import { make, makePicture, setStyle } from "./dom.js";
import { colour } from "./flex-style.js";

const KINDS = {
  buttons: (template, message, context) => drawCard(template, template, context),
  confirm: (template, message, context) => drawConfirm(template, context),
  carousel: drawColumns,
  image_carousel: drawPictures,
};

/** @returns {HTMLElement|null} null when the template is of a kind LINE does not have */
export function drawTemplate(message, context) {
  const template = message.template;
  return KINDS[template?.type]?.(template, message, context) ?? null;
}

function list(value) {
  return Array.isArray(value) ? value : [];
}

/** @param {object} card a buttons template or a carousel's column @param {object} look holds the picture's shape */
function drawCard(card, look, context) {
  const head = make("div", "lv-card-head");
  if (card.thumbnailImageUrl) {
    const fit = look.imageSize === "contain" ? "contain" : "cover";
    const picture = makePicture(card.thumbnailImageUrl, card.title ?? "", "lv-card-picture", fit);
    const frame = make("div", look.imageAspectRatio === "square" ? "lv-card-square" : "lv-card-wide", picture);
    setStyle(frame, { backgroundColor: colour(card.imageBackgroundColor) ?? "#FFFFFF" });
    head.append(frame);
  }
  const words = make("div", "lv-card-words");
  if (card.title) words.append(make("div", "lv-card-title", card.title));
  words.append(make("div", "lv-card-text", card.text ?? ""));
  head.append(words);
  bindAction(head, card.defaultAction, context);
  return make("div", "lv-card", head, drawActions(card.actions, context));
}

function drawActions(actions, context) {
  const buttons = list(actions).map((action) => actionButton(action, "lv-card-button", context));
  return make("div", "lv-card-actions", ...buttons);
}

function drawConfirm(template, context) {
  const words = make("div", "lv-card-words", make("div", "lv-card-text", template.text ?? ""));
  const actions = drawActions(template.actions, context);
  actions.classList.add("lv-card-pair");
  return make("div", "lv-card lv-confirm", words, actions);
}

function drawColumns(template, message, context) {
  const cards = list(template.columns).map((column) => drawCard(column, template, context));
  return drawCarousel(cards, { label: message.altText || "カード" });
}

function drawPictures(template, message, context) {
  const pictures = list(template.columns).map((column) => {
    const alt = column.action?.label ? "" : actionLabel(column.action);
    const picture = makePicture(column.imageUrl, alt, "lv-card-picture", "cover");
    const button = make("button", "lv-picture-card", picture);
    button.type = "button";
    if (column.action?.label) button.append(make("span", "lv-picture-label", column.action.label));
    return bindAction(button, column.action, context);
  });
  return drawCarousel(pictures, { label: message.altText || "写真" });
}
