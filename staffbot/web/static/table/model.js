/** The table page's rules: what is wanted, as a value, and how it is told. Pure: no page, no network. */

/**
 * @typedef {{column: string, op: string, values: string[]}} Filter
 * @typedef {{search: string, filters: Filter[], order: [string, boolean][]}} Query
 */

/** Nothing wanted in particular. */
export const NOTHING = Object.freeze({ search: "", filters: [], order: [] });

/** The query with one column's filter set, or taken away when `filter` is null. */
export function withFilter(query, column, filter) {
  const others = query.filters.filter((one) => one.column !== column);
  return { ...query, filters: filter ? [...others, { ...filter, column }] : others };
}

/** The filter of a column, or null. */
export function filterOf(query, column) {
  return query.filters.find((one) => one.column === column) ?? null;
}

/** The query without any filter or search; the order stays. */
export function cleared(query) {
  return { ...query, search: "", filters: [] };
}

/** Sorted by a column: up, then down, then not. With `isAdded` it comes after what is sorted by already. */
export function sortedBy(query, column, isAdded = false) {
  const place = query.order.findIndex((one) => one[0] === column);
  const before = place < 0 ? null : query.order[place];
  const next = before === null ? [column, false] : before[1] ? null : [column, true];
  if (!isAdded) return { ...query, order: next ? [next] : [] };
  const order = query.order.filter((one) => one[0] !== column);
  if (next) order.splice(place < 0 ? order.length : place, 0, next);
  return { ...query, order: order.slice(0, 3) };
}

/** "ascending", "descending" or "none", as aria-sort says it. */
export function sortOf(query, column) {
  const found = query.order.find((one) => one[0] === column);
  return found ? (found[1] ? "descending" : "ascending") : "none";
}

/** How a column is filtered: by words, by choosing, or between two ends. */
export function filterWay(column) {
  if (column.kind === "number" || column.kind === "date" || column.kind === "instant") return "between";
  return column.kind === "choice" || column.kind === "choices" ? "any_of" : "contains";
}

/** A filter out of what was typed and ticked; null when it narrows nothing. */
export function readFilter({ way, special, text, low, high, ticked }) {
  if (special === "empty" || special === "filled") return { op: special, values: [] };
  if (way === "contains") return text.trim() ? { op: "contains", values: [text.trim()] } : null;
  if (way === "between") {
    const ends = [plainNumber(low), plainNumber(high)];
    return ends[0] || ends[1] ? { op: "between", values: ends } : null;
  }
  return ticked.length ? { op: "any_of", values: [...ticked] } : null;
}

/** １，２００ as 1200; what is no number stays (a day). */
export function plainNumber(text) {
  const narrow = text.trim().normalize("NFKC");
  return /^-?[\d,]+(\.\d+)?$/.test(narrow) ? narrow.replaceAll(",", "") : narrow;
}

/** A sentence with its places filled: fill("{total}件", {total: 3}). */
export function fill(sentence, facts = {}) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

/** What narrows and sorts the table: `{text, kind, column}` of each, for the line above it. */
export function chips(query, columns, words) {
  const heading = (key) => columns.find((one) => one.key === key)?.heading ?? key;
  const found = [];
  if (query.search) found.push({ kind: "search", column: "", text: fill(words.chip_search, { value: query.search }) });
  for (const one of query.filters) {
    const facts = { heading: heading(one.column) };
    let text = "";
    if (one.op === "contains") text = fill(words.chip_contains, { ...facts, value: one.values[0] });
    else if (one.op === "between")
      text = fill(words.chip_between, { ...facts, low: one.values[0], high: one.values[1] });
    else if (one.op === "any_of") text = fill(words.chip_any, { ...facts, value: listed(one.values, words) });
    else text = fill(one.op === "empty" ? words.chip_empty : words.chip_filled, facts);
    found.push({ kind: "filter", column: one.column, text });
  }
  return found;
}

/** A few values in a line. */
export function listed(values, words, most = 3) {
  const shown = values.slice(0, most).map((one) => one || words.blank);
  const more = values.length - most;
  return shown.join("・") + (more > 0 ? ` ${fill(words.and_more, { count: more })}` : "");
}

/** The columns shown: those of the view that are still there, else those shown at first; never none. */
export function shownColumns(columns, keys) {
  const wanted = keys ? keys.filter((key) => columns.some((one) => one.key === key)) : [];
  if (wanted.length) return wanted;
  const first = columns.filter((one) => one.isShown).map((one) => one.key);
  return first.length ? first : columns.slice(0, 1).map((one) => one.key);
}

/** One column moved a place up or down among those shown. */
export function moved(keys, key, step) {
  const from = keys.indexOf(key);
  const to = from + step;
  if (from < 0 || to < 0 || to >= keys.length) return keys;
  const next = [...keys];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

/** `{first, last, page, pages}` of what is shown, all from 1; zeros when there is nothing. */
export function pageFacts(total, from, size, shown) {
  if (!total) return { first: 0, last: 0, page: 1, pages: 1 };
  return { first: from + 1, last: from + shown, page: Math.floor(from / size) + 1, pages: Math.ceil(total / size) };
}

/** 12345 as 12,345. */
export function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** The name of a row for people: its first words, else its number. */
export function rowName(columns, cells, keys) {
  const places = keys.map((key) => columns.findIndex((one) => one.key === key));
  const text = places.filter((place) => columns[place]?.kind === "text").map((place) => cells[place]).find(Boolean);
  const line = (text ?? `#${cells[0] ?? ""}`).split(/\s+/).join(" ");
  return line.length > 30 ? `${line.slice(0, 30)}…` : line;
}

/** What separates two states of a row, as lines for people. */
export function changedCells(columns, before, after, words, most = 5) {
  const lines = columns
    .map((column, at) => ({ heading: column.heading, was: before.cells[at], now: after.cells[at], key: column.key }))
    .filter((one) => one.was !== one.now && !one.key.startsWith("#"))
    .map((one) => fill(words.cell_changed, { ...one, was: one.was || words.blank, now: one.now || words.blank }));
  const more = lines.length - most;
  return more > 0 ? [...lines.slice(0, most), fill(words.and_more, { count: more })] : lines;
}

/** Where the arrows lead in a grid of so many rows and columns; row -1 is the headings. */
export function step({ row, column }, key, rows, columns) {
  const last = { row: rows - 1, column: columns - 1 };
  switch (key) {
    case "ArrowDown":
      return { row: Math.min(row + 1, last.row), column };
    case "ArrowUp":
      return { row: Math.max(row - 1, -1), column };
    case "ArrowRight":
      return { row, column: Math.min(column + 1, last.column) };
    case "ArrowLeft":
      return { row, column: Math.max(column - 1, 0) };
    case "Home":
      return { row, column: 0 };
    case "End":
      return { row, column: last.column };
    case "PageDown":
      return { row: last.row, column };
    case "PageUp":
      return { row: Math.min(0, last.row), column };
    default:
      return null;
  }
}
