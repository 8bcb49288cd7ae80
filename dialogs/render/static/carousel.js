/** A row that is scrolled sideways by finger, wheel, dragging, arrow keys or the two round buttons at its edges. */

import { make, makeButton, makeIcon } from "./dom.js";

const DRAG_STARTS_PX = 6;
const CHEVRON_LEFT = "M15 5l-7 7 7 7";
const CHEVRON_RIGHT = "M9 5l7 7-7 7";

/**
 * @param {HTMLElement[]} items shown from left to right
 * @param {{label: string, className?: string, arrows?: boolean}} options `label` is read out by screen readers
 * @returns {HTMLElement}
 */
export function drawCarousel(items, { label, className = "", arrows = true }) {
  const track = make("div", "lv-track", ...items);
  track.tabIndex = 0;
  track.setAttribute("role", "group");
  track.setAttribute("aria-label", label);

  const frame = make("div", `lv-carousel ${className}`, track);
  track.addEventListener("keydown", (event) => onKey(event, track));
  track.addEventListener("wheel", (event) => onWheel(event, track), { passive: false });
  letDrag(track);
  if (arrows) addArrows(frame, track);
  return frame;
}

function step(track) {
  const first = track.firstElementChild;
  const second = first?.nextElementSibling;
  return second ? second.offsetLeft - first.offsetLeft : track.clientWidth;
}

function moveBy(track, distance) {
  const calm = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
  track.scrollBy({ left: distance, behavior: calm ? "auto" : "smooth" });
}

function onKey(event, track) {
  const moves = { ArrowRight: step(track), ArrowLeft: -step(track), Home: -track.scrollWidth, End: track.scrollWidth };
  if (!(event.key in moves)) return;
  event.preventDefault();
  moveBy(track, moves[event.key]);
}

/** At either end the wheel is left to the chat, so that a carousel never holds the page. */
function onWheel(event, track) {
  if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
  const end = track.scrollWidth - track.clientWidth;
  const atEdge = event.deltaY < 0 ? track.scrollLeft <= 0 : track.scrollLeft >= end - 1;
  if (atEdge) return;
  event.preventDefault();
  track.scrollLeft += event.deltaY;
}

function letDrag(track) {
  let start = null;
  let dragged = false;

  track.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.pointerType === "mouse" && event.button === 0) start = { x: event.clientX, left: track.scrollLeft };
  });
  const onMove = (event) => {
    if (!start || event.buttons === 0) return;
    const distance = event.clientX - start.x;
    if (!dragged && Math.abs(distance) < DRAG_STARTS_PX) return;
    if (!dragged) {
      dragged = true;
      track.classList.add("lv-dragging");
      track.setPointerCapture(event.pointerId);
    }
    track.scrollLeft = start.left - distance;
  };
  const onEnd = () => {
    start = null;
    track.classList.remove("lv-dragging");
  };
  track.addEventListener("pointermove", onMove);
  track.addEventListener("pointerup", onEnd);
  track.addEventListener("pointercancel", onEnd);
  // A drag that ends above a button is no tap.
  track.addEventListener(
    "click",
    (event) => {
      if (!dragged) return;
      dragged = false;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}

function addArrows(frame, track) {
  const back = makeButton("lv-arrow lv-arrow-back", () => moveBy(track, -step(track)), makeIcon(CHEVRON_LEFT));
  const forth = makeButton("lv-arrow lv-arrow-forth", () => moveBy(track, step(track)), makeIcon(CHEVRON_RIGHT));
  back.setAttribute("aria-label", "前へ");
  forth.setAttribute("aria-label", "次へ");
  back.hidden = true;
  forth.hidden = true;

  const refresh = () => {
    back.hidden = track.scrollLeft <= 1;
    forth.hidden = track.scrollLeft >= track.scrollWidth - track.clientWidth - 1;
  };
  track.addEventListener("scroll", refresh, { passive: true });
  new ResizeObserver(refresh).observe(track);
  frame.append(back, forth);
}
