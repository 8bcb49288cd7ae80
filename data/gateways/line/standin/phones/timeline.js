/** Puts the messages of a screen into the rows of a chat. No DOM here. */

const CLOSE_TOGETHER_MS = 10 * 60 * 1000;

/**
 * @param {{id: string, from: "bot"|"person", at: number, message: object, sender?: object}[]} messages oldest first
 * @param {{dayWords: (ms: number) => string, withdrawn?: {at: number, above: string[]}[]}} options `dayWords` names
 *   an instant's day; `withdrawn` are messages the person took back while this page was open, with the ids that
 *   stood above each
 * @returns {object[]} rows: {kind: "day", key, words} | {kind: "notice", key} | {kind: "message", key, entry,
 *   continued}; `key` changes whenever the row must be drawn anew
 */
export function buildRows(messages, { dayWords, withdrawn = [] }) {
  const marks = messages.map((entry) => ({ at: entry.at, entry }));
  for (const { at, above } of withdrawn) marks.splice(placeBelow(marks, above), 0, { at, entry: null });

  const rows = [];
  let day = null;
  let before = null;
  for (const { at, entry } of marks) {
    if (dayWords(at) !== day) {
      day = dayWords(at);
      before = null;
      rows.push({ kind: "day", key: `day:${day}:${rows.length}`, words: day });
    }
    if (!entry) {
      before = null;
      rows.push({ kind: "notice", key: `notice:${at}:${rows.length}` });
      continue;
    }
    const continued = before !== null && follows(before, entry);
    rows.push({ kind: "message", key: `${entry.id}:${continued}:${fingerprint(entry)}`, entry, continued });
    before = entry;
  }
  return rows;
}

/** Not by time: the demo's clock may have been set back in between. */
function placeBelow(marks, above) {
  const ids = new Set(above);
  return marks.findLastIndex(({ entry }) => entry !== null && ids.has(entry.id)) + 1;
}

function follows(before, entry) {
  return (
    before.from === entry.from &&
    before.sender?.name === entry.sender?.name &&
    Math.abs(entry.at - before.at) < CLOSE_TOGETHER_MS
  );
}

function fingerprint(entry) {
  return JSON.stringify(entry.message);
}

/** True when `after` holds a message that `before` did not. Both are lists of entries. */
export function hasNews(before, after) {
  const known = new Set(before.map((entry) => entry.id));
  return after.some((entry) => !known.has(entry.id));
}
