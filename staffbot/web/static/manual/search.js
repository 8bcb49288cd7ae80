// What the manual's search finds. Pure: no page here.

const SMALL_KATAKANA = /[\u30a1-\u30f6]/g;

/** As texts are compared: one width, small letters, katakana as hiragana. */
export function folded(text) {
  const even = text.normalize("NFKC").toLowerCase();
  return even.replace(SMALL_KATAKANA, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
}

/** The words somebody asks for, each once. */
export function wordsOf(typed) {
  return [...new Set(folded(typed).split(/[\s、，]+/u).filter(Boolean))];
}

/** Whether a text, folded already, has every word. No words: it has. */
export function hasAll(text, words) {
  return words.every((word) => text.includes(word));
}

/** Which of the entries are shown: [{title, text}], folded; a word may stand in the chapter's title too. */
export function chosen(entries, typed) {
  const words = wordsOf(typed);
  return entries.map((entry) => hasAll(`${entry.title} ${entry.text}`, words));
}
