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

/** The other words that mean it, as one line; what is written with 、 or spaces between them is read back. */
export function aliasesOf(option) {
  return isWhole(option) && Array.isArray(option.aliases) ? option.aliases.join("、") : "";
}

export function withAliases(option, text) {
  const aliases = [...new Set(text.split(/[、,，\s]+/).filter(Boolean))];
  const whole = isWhole(option) ? option : { value: labelOf(option) };
  return plain({ ...whole, aliases: aliases.length > 0 ? aliases : undefined });
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
