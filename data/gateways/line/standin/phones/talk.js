/** The list of messages on one phone: draws what is new, leaves the rest standing, keeps the newest in sight. */

import {
  dayWords,
  drawBubbleRow,
  drawDateSeparator,
  drawMessage,
  drawNotice,
  drawTyping,
  timeWords,
} from "/view/line-view.js";
import { iconButton, make } from "./parts.js";
import { buildRows, hasNews } from "./timeline.js";

const NEAR_END_PX = 80;

/**
 * @param {{account: () => {name: string, iconUrl?: string}, now: () => number, onAction: Function, onImage: Function,
 *          onLink: Function, onUnsend: (id: string) => void}} options `onAction(action, messageId)`
 */
export function drawTalk(options) {
  const list = make("div", "talk-list");
  list.setAttribute("role", "log");
  const element = make("div", "talk", list);
  element.tabIndex = 0;
  element.setAttribute("aria-label", "トーク");

  let shown = new Map();
  let entries = [];
  let pinned = true;
  const stick = () => {
    if (pinned) element.scrollTop = element.scrollHeight;
  };
  element.addEventListener("scroll", () => {
    pinned = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
  });
  list.addEventListener("load", stick, true);
  new ResizeObserver(stick).observe(element);

  return {
    element,
    /** Draw these entries; `withdrawn` messages leave a line behind, `typing` shows the dots. */
    show(next, { withdrawn, typing }) {
      if (hasNews(entries, next)) pinned = true;
      entries = next;
      const rows = buildRows(next, { dayWords: (at) => dayWords(at, options.now()), withdrawn });
      const fresh = new Map(rows.map((row) => [row.key, shown.get(row.key) ?? drawRow(row, options)]));
      if (typing) fresh.set("typing", shown.get("typing") ?? drawTyping(options.account()));
      replace(list, [...fresh.values()]);
      shown = fresh;
      stick();
    },
    /** Forget everything, as when another chat is opened. */
    clear() {
      shown = new Map();
      entries = [];
      pinned = true;
      list.replaceChildren();
    },
  };
}

/** Elements that stay are not moved: moving one would lose its scroll position and the keyboard's focus. */
function replace(list, wanted) {
  const keep = new Set(wanted);
  for (const element of [...list.children]) if (!keep.has(element)) element.remove();
  wanted.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
  });
}

function drawRow(row, options) {
  if (row.kind === "day") return drawDateSeparator(row.words);
  if (row.kind === "notice") return drawNotice("メッセージの送信を取り消しました");
  const { entry, continued } = row;
  const account = options.account();
  const sender = entry.sender ?? entry.message?.sender;
  const drawn = drawMessage(entry.message, {
    onAction: (action) => options.onAction(action, entry.id),
    onImage: options.onImage,
    onLink: options.onLink,
  });
  const element = drawBubbleRow(
    {
      from: entry.from,
      name: sender?.name ? `${sender.name} from '${account.name}'` : account.name,
      showName: Boolean(sender?.name),
      iconUrl: sender?.iconUrl ?? account.iconUrl,
      time: timeWords(entry.at),
      continued,
      read: true,
    },
    drawn,
  );
  element.dataset.messageId = entry.id;
  if (entry.from === "person" && entry.id) element.querySelector(".lv-line").append(unsendButton(entry, options));
  return element;
}

function unsendButton(entry, options) {
  return iconButton("dots", "送信を取り消す", "unsend", () => options.onUnsend(entry.id, entry.at));
}
