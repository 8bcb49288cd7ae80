/** Draws the rich menu with its chat bar, and the quick replies above the input. */

import { actionLabel, bindAction, drawAreas } from "./actions.js";
import { drawCarousel } from "./carousel.js";
import { make, makeButton, makeIcon, makePicture } from "./dom.js";

const KEYBOARD = "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M7 14h.01M17 14h.01M10 14h4";
const OWN_ICONS = {
  location: "M12 21s7-7 7-12a7 7 0 0 0-14 0c0 5 7 12 7 12zM12 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  camera: "M4 8h4l2-3h4l2 3h4v11H4zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
  cameraRoll: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
};

/**
 * Draw a rich menu over its chat bar, as it stands at the foot of a chat.
 *
 * @param {{size: {width: number, height: number}, selected: boolean, chatBarText: string, areas: object[]}} menu
 * @param {{imageUrl: string, onAction?: Function, onClose?: Function, open?: boolean, onToggle?: Function}} options
 *   `onAction(action, {element})`; `onClose()` when the keyboard is asked for instead of the menu (no keyboard
 *   button without it); `open` overrules the menu's own `selected`; `onToggle(open)` after the bar was pressed.
 * @returns {HTMLElement}
 */
export function drawRichMenu(menu, { imageUrl, onAction, onClose, open, onToggle }) {
  const size = { width: menu.size?.width || 2500, height: menu.size?.height || 1686 };
  const stage = make(
    "div",
    "lv-menu-stage",
    makePicture(imageUrl, menu.name ?? menu.chatBarText ?? "メニュー", "lv-menu-picture"),
  );
  stage.style.aspectRatio = `${size.width} / ${size.height}`;
  const areas = (Array.isArray(menu.areas) ? menu.areas : []).filter((area) => area?.bounds);
  stage.append(
    ...drawAreas(
      areas.map(({ action, bounds }) => ({ action, area: bounds })),
      size,
      { onAction },
    ),
  );

  const bar = make("div", "lv-menu-bar");
  const element = make("div", "lv-menu", stage, bar);
  const words = make("span", "lv-menu-words", menu.chatBarText || "メニュー");
  const toggle = makeButton("lv-menu-toggle", null, words, make("span", "lv-menu-mark"));
  const show = (shown) => {
    stage.hidden = !shown;
    element.classList.toggle("lv-menu-open", shown);
    toggle.setAttribute("aria-expanded", String(shown));
  };
  toggle.addEventListener("click", () => {
    show(stage.hidden);
    onToggle?.(!stage.hidden);
  });
  if (onClose) {
    const keyboard = makeButton("lv-menu-keyboard", () => onClose(), makeIcon(KEYBOARD));
    keyboard.setAttribute("aria-label", "文字を入力する");
    keyboard.title = "文字を入力する";
    bar.append(keyboard);
  }
  bar.append(toggle);
  show(open ?? menu.selected !== false);
  return element;
}

/**
 * Draw the quick replies of the newest message as a row of pills.
 *
 * @param {{imageUrl?: string, action: object}[]} items
 * @param {{onAction?: Function}} options
 * @returns {HTMLElement}
 */
export function drawQuickReplies(items, { onAction }) {
  const pills = (Array.isArray(items) ? items : []).map((item) => {
    const pill = makeButton("lv-pill", null);
    const icon = pillIcon(item);
    if (icon) pill.append(icon);
    pill.append(make("span", "lv-button-words", actionLabel(item.action)));
    return bindAction(pill, item.action, { onAction });
  });
  return drawCarousel(pills, { label: "返事の候補", className: "lv-quick" });
}

function pillIcon(item) {
  if (item.imageUrl) return makePicture(item.imageUrl, "", "lv-pill-picture", "cover");
  const path = OWN_ICONS[item.action?.type];
  return path ? makeIcon(path, "lv-icon lv-pill-icon") : null;
}
