/** Draws the transcript with the view every preview uses, and keeps it scrolled to the newest. */

import {
  dayOf,
  dayWords,
  drawBubbleRow,
  drawDateSeparator,
  drawMessage,
  drawNotice,
  drawQuickReplies,
  drawTyping,
  timeWords,
} from "../view/line-view.js";
import { quickRepliesOf } from "./model.js";

const NEAR_PIXELS = 80;

export class Transcript {
  /**
   * @param {{transcript: HTMLElement, quick: HTMLElement, newest: HTMLElement}} places
   * @param {Record<string, string>} words
   * @param {(action: object) => void} onAction
   * @param {() => void} onLost the quick reply that had the focus is gone
   */
  constructor(places, words, onAction, onLost) {
    this.places = places;
    this.onLost = onLost;
    this.words = words;
    this.options = { onAction, size: "large", onLink: (url) => onAction({ type: "uri", uri: url }) ?? true };
    this.last = null;
    this.empty = null;
    this.typing = null;
    this.waiting = [];
    places.newest.addEventListener("click", () => this.toNewest());
    places.transcript.addEventListener("scroll", () => {
      if (this.isAtEnd()) places.newest.hidden = true;
    });
  }

  /** Add entries, oldest first; `entries` is the whole transcript, for its quick replies. */
  add(fresh, entries) {
    const stay = !this.isAtEnd() && fresh.every((entry) => entry.from === "bot");
    this.empty?.remove();
    this.empty = null;
    this.stopTyping();
    for (const entry of fresh) {
      if (entry.from === "person") this.waiting.shift()?.remove();
      this.append(entry);
    }
    for (const row of this.waiting) this.places.transcript.append(row);
    this.drawQuick(entries);
    if (stay) this.places.newest.hidden = false;
    else this.toNewest();
  }

  /** Say what to do while there is nothing. */
  showEmpty() {
    this.empty = drawNotice(this.words.empty);
    this.places.transcript.append(this.empty);
  }

  /** Show at once what is being sent; it gives way to the same words from the server. Returns the row. */
  showWaiting(text) {
    this.empty?.remove();
    const bubble = drawMessage({ type: "text", text }, this.options);
    const row = drawBubbleRow({ from: "person", time: this.words.sending }, bubble);
    row.classList.add("is-waiting");
    this.waiting.push(row);
    this.stopTyping();
    this.places.transcript.append(row);
    this.showQuick();
    this.toNewest();
    return row;
  }

  /** It was not sent after all; null when nothing was shown. */
  forget(row) {
    this.waiting = this.waiting.filter((one) => one !== row);
    row?.remove();
  }

  /** The bot is at work. */
  showTyping() {
    if (this.typing) return;
    const stay = !this.isAtEnd();
    this.typing = drawTyping({ name: this.words.bot });
    this.places.transcript.append(this.typing);
    if (!stay) this.toNewest();
  }

  stopTyping() {
    this.typing?.remove();
    this.typing = null;
  }

  append(entry) {
    const box = this.places.transcript;
    if (this.last === null || dayOf(this.last.at) !== dayOf(entry.at)) {
      box.append(drawDateSeparator(dayWords(entry.at, Date.now())));
    }
    const continued = this.last !== null && this.last.from === entry.from && entry.at - this.last.at < 60_000;
    const row = { from: entry.from, name: this.words.bot, time: timeWords(entry.at), continued };
    box.append(drawBubbleRow(row, drawMessage(entry.message, this.options)));
    this.last = entry;
  }

  drawQuick(entries) {
    const items = this.waiting.length ? [] : quickRepliesOf(entries);
    this.showQuick(...(items.length ? [drawQuickReplies(items, this.options)] : []));
  }

  showQuick(...drawn) {
    const { quick } = this.places;
    const hadFocus = quick.contains(document.activeElement);
    quick.replaceChildren(...drawn);
    if (hadFocus) this.onLost();
  }

  isAtEnd() {
    const box = this.places.transcript;
    return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PIXELS;
  }

  toNewest() {
    const box = this.places.transcript;
    box.scrollTop = box.scrollHeight;
    this.places.newest.hidden = true;
  }
}
