/** The page's state: the document, what can be undone, and what is chosen. Pure; `tree.js` holds the changes. */

export const STEPS = 50;
// Typing into one property is one step, until somebody pauses.
export const SAME_STEP_MS = 1500;

/** @returns {{document: object, past: object[], future: object[], chosen: string, tag: string, at: number}} */
export function begin(document) {
  return { document, past: [], future: [], chosen: "", tag: "", at: 0 };
}

/**
 * Take a changed document as a new step.
 *
 * @param {string} tag what is being changed ("q3.label"); changes with one tag in quick succession are one step
 * @param {number} now ms
 */
export function edit(state, document, { tag = "", now = 0, chosen = state.chosen } = {}) {
  if (document === state.document) return { ...state, chosen };
  const goesOn = tag !== "" && tag === state.tag && now - state.at < SAME_STEP_MS && state.past.length > 0;
  const past = goesOn ? state.past : [...state.past, { document: state.document, chosen: state.chosen }].slice(-STEPS);
  return { document, past, future: [], chosen, tag, at: now };
}

export function undo(state) {
  const before = state.past.at(-1);
  if (before === undefined) return state;
  const future = [...state.future, { document: state.document, chosen: state.chosen }];
  return { ...before, past: state.past.slice(0, -1), future, tag: "", at: 0 };
}

export function redo(state) {
  const after = state.future.at(-1);
  if (after === undefined) return state;
  const past = [...state.past, { document: state.document, chosen: state.chosen }];
  return { ...after, past, future: state.future.slice(0, -1), tag: "", at: 0 };
}

export function choose(state, id) {
  return state.chosen === id ? state : { ...state, chosen: id, tag: "" };
}

/** Fill the `{places}` of a sentence. */
export function fill(sentence, facts = {}) {
  return sentence.replace(/\{(\w+)(?::,)?\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

/** Problems by the id of the node they are about; those of the form itself under "". */
export function problemsByPlace(problems, document, known) {
  const found = new Map();
  for (const problem of problems) {
    const place = known(document, problem.place) ? problem.place : "";
    found.set(place, [...(found.get(place) ?? []), problem]);
  }
  return found;
}
