/** What stands around messages in a chat: rows with account picture and time, day lines, notices, typing dots. */

import { make, makePicture } from "./dom.js";

const ZONE = "Asia/Tokyo";
const FACES = ["#7BAE7F", "#6C9BD1", "#C98B6B", "#9A86C4", "#C77B95", "#5FA8A0"];

/**
 * Put a drawn message into its row.
 *
 * @param {{from: "bot"|"person", name?: string, iconUrl?: string, time?: string, continued?: boolean,
 *          showName?: boolean, read?: boolean}} row `continued`: the row above has the same sender, so picture and
 *   tail are left out; `read` adds 既読 above the time
 * @param {HTMLElement} element from `drawMessage`
 * @returns {HTMLElement}
 */
export function drawBubbleRow(
  { from, name = "", iconUrl, time = "", continued = false, showName = false, read = false },
  element,
) {
  const own = from === "person";
  const row = make("div", `lv-row ${own ? "lv-own" : "lv-their"}`);
  if (continued) row.classList.add("lv-continued");
  if (element.dataset.shape === "wide") row.classList.add("lv-row-wide");

  const stamp = make("span", "lv-time", read && own ? make("span", "lv-read", "既読") : null, time);
  const line = make("div", "lv-line", element, stamp);
  const column = make(
    "div",
    "lv-column",
    showName && name && !own && !continued ? make("div", "lv-name", name) : null,
    line,
  );
  if (!own) row.append(continued ? make("span", "lv-face-space") : drawFace(name, iconUrl));
  row.append(column);
  return row;
}

/** An account's picture, or its first letter on a colour of its own. */
export function drawFace(name, iconUrl) {
  if (iconUrl) return makePicture(iconUrl, "", "lv-face", "cover");
  const letters = [...(name || "?")];
  const face = make("span", "lv-face lv-face-letter", letters[0]);
  face.setAttribute("aria-hidden", "true");
  face.style.backgroundColor = FACES[letters.reduce((sum, letter) => sum + letter.codePointAt(0), 0) % FACES.length];
  return face;
}

/** The pill between days: 今日, 昨日 or a date. */
export function drawDateSeparator(words) {
  return make("div", "lv-day", make("span", "", words));
}

/** A line about the chat itself, such as a withdrawn message. */
export function drawNotice(words) {
  return make("div", "lv-notice", make("span", "", words));
}

/** The three moving dots LINE shows while the bot is at work. */
export function drawTyping({ name = "", iconUrl } = {}) {
  const dots = make("div", "lv-bubble lv-dots", make("span"), make("span"), make("span"));
  dots.setAttribute("role", "status");
  dots.setAttribute("aria-label", "返信を作成しています");
  return drawBubbleRow({ from: "bot", name, iconUrl }, dots);
}

/** An instant in ms as HH:MM in Japan. */
export function timeWords(milliseconds) {
  return new Intl.DateTimeFormat("ja-JP", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: ZONE,
  }).format(milliseconds);
}

/** The civil day in Japan of an instant in ms, as YYYY-MM-DD. */
export function dayOf(milliseconds) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(milliseconds);
}

/** Words for the day line over messages of the instant's day. Both arguments are in ms. */
export function dayWords(milliseconds, now) {
  const day = dayOf(milliseconds);
  if (day === dayOf(now)) return "今日";
  if (day === dayOf(now - 24 * 60 * 60 * 1000)) return "昨日";
  const [year, month, date] = day.split("-").map(Number);
  const weekday = new Intl.DateTimeFormat("ja-JP", { weekday: "short", timeZone: ZONE }).format(milliseconds);
  const words = `${month}/${date}(${weekday})`;
  return year === Number(dayOf(now).slice(0, 4)) ? words : `${year}/${words}`;
}
