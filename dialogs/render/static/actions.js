/** What a LINE action says on its button, and how an element is made to perform it. */

import { make } from "./dom.js";

const WORDS = {
  postback: "選ぶ",
  message: "送信する",
  uri: "開く",
  datetimepicker: "日時を選ぶ",
  camera: "カメラ",
  cameraRoll: "写真を選ぶ",
  location: "位置情報",
  richmenuswitch: "メニューを切り替える",
  clipboard: "コピーする",
};

/** The words on a button for this action; a plain word for its kind when it has no label. */
export function actionLabel(action) {
  return action?.label || action?.text || action?.displayText || WORDS[action?.type] || "選ぶ";
}

/** The address an action opens, or null. Imagemap actions call it `linkUri`. */
export function actionUri(action) {
  return action?.uri ?? action?.linkUri ?? null;
}

/**
 * Let an element perform an action when clicked or, by keyboard, with Enter or space.
 *
 * Inner actions win over outer ones, as on the phone: a button inside a tappable box performs only its own.
 *
 * @param {HTMLElement} element a real button, or any element (it then gets the role and the keys of one)
 * @param {object|undefined} action LINE action object; without one nothing is bound
 * @param {{onAction?: Function, message?: object}} context
 */
export function bindAction(element, action, context) {
  if (!action || typeof action !== "object") return element;
  element.classList.add("lv-tappable");
  element.dataset.action = String(action.type ?? "");
  if (element.tagName !== "BUTTON") {
    element.setAttribute("role", "button");
    element.tabIndex = 0;
    if (action.label) element.setAttribute("aria-label", action.label);
    element.addEventListener("keydown", (event) => {
      if (event.target !== element || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      element.click();
    });
  }
  element.addEventListener("click", (event) => {
    event.stopPropagation();
    context.onAction?.(action, { element, message: context.message });
  });
  return element;
}

/** A real button for an action, labelled with its words. */
export function actionButton(action, className, context) {
  const button = make("button", className, make("span", "lv-button-words", actionLabel(action)));
  button.type = "button";
  return bindAction(button, action, context);
}

/**
 * A see-through button over part of a picture.
 *
 * @param {object} action
 * @param {{x: number, y: number, width: number, height: number}} area in the picture's own pixels
 * @param {{width: number, height: number}} size of the picture in the same pixels
 * @param {object} context
 */
export function areaButton(action, area, size, context) {
  const button = make("button", "lv-area");
  button.type = "button";
  const label = action?.label || action?.text || action?.displayText || actionUri(action) || actionLabel(action);
  button.setAttribute("aria-label", label);
  button.title = label;
  const percent = (part, whole) => `${(100 * part) / whole}%`;
  button.style.left = percent(area.x, size.width);
  button.style.top = percent(area.y, size.height);
  button.style.width = percent(area.width, size.width);
  button.style.height = percent(area.height, size.height);
  return bindAction(button, action, context);
}

/**
 * The see-through buttons of a rich menu or an imagemap. Where areas overlap, the first in the list gets the tap.
 *
 * @param {{action: object, area: object}[]} areas
 */
export function drawAreas(areas, size, context) {
  return areas.map(({ action, area }, index) => {
    const button = areaButton(action, area, size, context);
    button.style.zIndex = String(areas.length - index);
    return button;
  });
}
