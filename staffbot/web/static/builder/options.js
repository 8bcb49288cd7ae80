/** The options of a choice: a plain text, or `{value, label, aliases, show}`. Pure. */

/** What people read. */
export function labelOf(option) {
  return isWhole(option) ? String(option.label ?? option.value ?? "") : String(option ?? "");
}

/** The option called otherwise. One with a value of its own keeps it: answers and conditions go by it. */
export function relabelled(option, label) {
  if (!isWhole(option)) return label;
  const hasOwn = option.value !== undefined && option.label !== undefined && option.value !== option.label;
  return plain(hasOwn ? { ...option, label } : { ...option, value: label, label: undefined });
}

/** The option with a condition of its own; undefined takes it away. */
export function withShow(option, show) {
  return plain({ ...(isWhole(option) ? option : { value: labelOf(option) }), show });
}

/** A plain text again when it says all there is. */
function plain(option) {
  const kept = Object.fromEntries(Object.entries(option).filter(([, value]) => value !== undefined));
  const [only, ...others] = Object.keys(kept);
  return others.length === 0 && (only === "value" || only === "label") ? String(kept[only]) : kept;
}

function isWhole(option) {
  return typeof option === "object" && option !== null;
}
