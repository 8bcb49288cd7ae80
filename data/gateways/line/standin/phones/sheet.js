/** A sheet that slides up over one phone's screen. One at a time; Escape, the cross and a tap beside it close it. */

import { iconButton, make } from "./parts.js";

let sheets = 0;

/**
 * @param {HTMLElement} screen the phone's screen, which the sheet covers
 * @param {string} title
 * @param {(close: () => void) => HTMLElement[]} build makes the sheet's inside
 * @returns {() => void} closes the sheet; closing twice does nothing
 */
export function openSheet(screen, title, build) {
  screen.querySelector(".sheet-cover")?.closeSheet();
  sheets += 1;
  const heading = make("h2", "sheet-title", title);
  heading.id = `sheet-${sheets}`;
  const sheet = make("div", "sheet");
  sheet.setAttribute("role", "dialog");
  sheet.setAttribute("aria-modal", "true");
  sheet.setAttribute("aria-labelledby", heading.id);
  const cover = make("div", "sheet-cover", sheet);
  const returnTo = document.activeElement;

  const close = () => {
    if (!cover.isConnected) return;
    cover.remove();
    if (returnTo?.isConnected) returnTo.focus({ preventScroll: true });
  };
  cover.closeSheet = close;
  const head = make("div", "sheet-head", heading, iconButton("close", "閉じる", "sheet-close", close));
  sheet.append(head, ...build(close));
  cover.addEventListener("click", (event) => {
    if (event.target === cover) close();
  });
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Tab") keepInside(event, sheet);
  });
  screen.append(cover);
  const first = sheet.querySelector("[data-first]") ?? sheet.querySelector("input, button");
  first?.focus({ preventScroll: true });
  return close;
}

function keepInside(event, sheet) {
  const stops = [...sheet.querySelectorAll("button, input, select, textarea, a[href]")].filter(
    (stop) => !stop.disabled,
  );
  const first = stops[0];
  const last = stops.at(-1);
  const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

/** A short message over a phone's screen that goes by itself. */
export function toast(screen, words) {
  screen.querySelector(".toast")?.remove();
  const note = make("div", "toast", words);
  note.setAttribute("role", "status");
  screen.append(note);
  setTimeout(() => note.remove(), 3500);
}
