/** The demo's clock: shows its time and moves it. */

import { control } from "./api.js";
import { instantOf, wallTime } from "./moments.js";
import { field, make, wordButton } from "./parts.js";

const STEPS = [
  ["＋1時間", 3600],
  ["＋1日", 86400],
  ["＋1週", 7 * 86400],
];

/** The clock's time, kept going in the page between two answers. */
export class DemoClock {
  constructor(url) {
    this.url = url;
    this.offset = 0;
  }

  now() {
    return Date.now() + this.offset;
  }

  async read() {
    this.take(await control.clock(this.url));
  }

  /** @param {{advance_seconds: number} | {set: string}} change */
  async move(change) {
    const answer = await control.moveClock(change, this.url);
    if (instantOf(answer) === null) await this.read();
    else this.take(answer);
  }

  take(answer) {
    const instant = instantOf(answer);
    if (instant !== null) this.offset = instant - Date.now();
  }
}

/**
 * @param {DemoClock} clock
 * @param {() => void} onMoved
 */
export function drawClockPanel(clock, onMoved) {
  const face = make("output", "clock-face");
  face.title = "デモの時計";
  const note = make("span", "clock-note");
  note.setAttribute("role", "status");
  const tick = () => {
    face.textContent = faceWords(clock.now());
  };
  const move = async (change) => {
    try {
      await clock.move(change);
      note.textContent = "";
      tick();
      onMoved();
    } catch {
      note.textContent = "時計を動かせませんでした。";
    }
  };
  const steps = STEPS.map(([words, seconds]) =>
    wordButton(words, "clock-step", () => move({ advance_seconds: seconds })),
  );
  const [label, input] = field("日時を決める", "datetime-local", { step: "60" });
  label.classList.add("clock-set");
  const set = wordButton("合わせる", "clock-step", () => {
    if (input.value) move({ set: input.value });
  });
  input.addEventListener("focus", () => {
    if (!input.value) input.value = wallTime(clock.now());
  });
  tick();
  setInterval(tick, 1000);
  // On a small screen the face alone is in sight, and a tap on it brings out the rest.
  const panel = make(
    "details",
    "clock-panel",
    make("summary", "", face),
    make("div", "clock-tools", ...steps, label, set, note),
  );
  panel.open = !globalThis.matchMedia("(max-width: 480px)").matches;
  return panel;
}

function faceWords(instant) {
  return new Intl.DateTimeFormat("ja-JP", {
    year: "numeric",
    month: "numeric",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone: "Asia/Tokyo",
  }).format(instant);
}
