/** Values of the date and time picker, and what the clock's buttons send. No DOM here. Wall times are Japan's. */

const INPUTS = { date: "date", time: "time", datetime: "datetime-local" };
const SHAPES = {
  date: /^\d{4}-\d{2}-\d{2}$/,
  time: /^\d{2}:\d{2}$/,
  datetime: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/,
};

/** An instant in ms as Japan's wall time, `2026-01-31T13:05`. */
export function wallTime(milliseconds) {
  return new Date(milliseconds + 9 * 60 * 60 * 1000).toISOString().slice(0, 16);
}

/**
 * What the native input gets for a datetimepicker action.
 *
 * @param {{mode: string, initial?: string, min?: string, max?: string}} action
 * @param {number} now in ms; the start when the action names none
 * @returns {{type: string, value: string, min: string, max: string}} `min` and `max` are "" when open
 */
export function pickerInput(action, now) {
  const mode = Object.hasOwn(INPUTS, action.mode) ? action.mode : "datetime";
  const min = tidy(mode, action.min);
  const max = tidy(mode, action.max);
  let value = tidy(mode, action.initial) || cut(mode, wallTime(now));
  if (min && value < min) value = min;
  if (max && value > max) value = max;
  return { type: INPUTS[mode], value, min, max };
}

/** The value LINE sends for what stands in the input, or null when it is empty or outside the bounds. */
export function pickedValue(action, raw) {
  const mode = Object.hasOwn(INPUTS, action.mode) ? action.mode : "datetime";
  const value = tidy(mode, String(raw).slice(0, 16));
  if (!value) return null;
  const { min, max } = pickerInput(action, 0);
  return (min && value < min) || (max && value > max) ? null : value;
}

/** LINE allows a small t between date and time. */
function tidy(mode, value) {
  const text = typeof value === "string" ? value.replace("t", "T") : "";
  return SHAPES[mode].test(text) ? text : "";
}

function cut(mode, wall) {
  if (mode === "date") return wall.slice(0, 10);
  return mode === "time" ? wall.slice(11) : wall;
}

/** The instant a clock answer names, in ms: `{ms}` or `{now: ISO}`. */
export function instantOf(answer) {
  const named = answer?.ms ?? answer?.now;
  const instant = typeof named === "number" ? named : Date.parse(named);
  return Number.isFinite(instant) ? instant : null;
}
