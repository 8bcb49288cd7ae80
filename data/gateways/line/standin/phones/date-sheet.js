/** Chooses a date, a time or both, within the bounds the bot set. */

import { pickedValue, pickerInput } from "./moments.js";
import { field, make, wordButton } from "./parts.js";
import { openSheet } from "./sheet.js";

const TITLES = { date: "日付を選ぶ", time: "時刻を選ぶ", datetime: "日時を選ぶ" };
const LABELS = { date: "日付", time: "時刻", datetime: "日時" };

/**
 * @param {HTMLElement} screen
 * @param {object} action LINE datetimepicker action
 * @param {{now: number, onPick: (value: string) => void}} options `now` in ms, the start when the action names none
 */
export function chooseMoment(screen, action, { now, onPick }) {
  openSheet(screen, TITLES[action.mode] ?? TITLES.datetime, (close) => {
    const { type, value, min, max } = pickerInput(action, now);
    const [label, input] = field(LABELS[action.mode] ?? LABELS.datetime, type, {
      min,
      max,
      step: "60",
      "data-first": "",
    });
    input.value = value;
    const hint = make("p", "sheet-hint", boundsWords(min, max));
    const send = wordButton("送信", "main-button", () => {
      const picked = pickedValue(action, input.value);
      if (picked === null) return;
      close();
      onPick(picked);
    });
    const check = () => {
      send.disabled = pickedValue(action, input.value) === null;
    };
    input.addEventListener("input", check);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") send.click();
    });
    check();
    return [label, hint, send];
  });
}

function boundsWords(min, max) {
  const words = (text) => text.replace("T", " ").replaceAll("-", "/");
  if (min && max) return `${words(min)} から ${words(max)} まで選べます。`;
  if (min) return `${words(min)} から選べます。`;
  return max ? `${words(max)} まで選べます。` : "";
}
