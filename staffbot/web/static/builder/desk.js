/** The page's one state and everything that can be done with it; the view only draws it and calls its verbs. */

import { changesBetween, isSame } from "./changes.js";
import { begin, choose, edit, fill, problemsByPlace, redo, undo } from "./model.js";
import { Saver } from "./saver.js";
import {
  childrenOf,
  duplicateNode,
  insertNode,
  moveNode,
  nodeOf,
  placeOf,
  removeNode,
  setForm,
  setNode,
  stepOf,
  whyNot,
} from "./tree.js";

const CHECK_MS = 400;
const BEAT_MS = 10_000;

export class Desk {
  constructor(data, api, keep) {
    this.data = data;
    this.api = api;
    this.keep = keep;
    this.words = data.words;
    this.kinds = new Map(data.palette.map((entry) => [entry.kind, entry]));
    this.state = null;
    Object.assign(this, { problems: [], warnings: [] }); // only problems keep it from being published
    this.isChecked = false;
    this.others = [];
    this.isTwice = false; // another page of one's own has the form open
    this.newer = null; // what somebody else has saved while nothing waits here
    this.tab = "canvas";
    this.dialog = null; // {name, …} of the window that is open
    this.note = ""; // said aloud and shown below for a moment
    this.trouble = "";
    this.saver = new Saver(api, keep, (saver) => this.saved(saver));
    this.onChange = () => {};
    this.onDocument = () => {}; // the telephone listens
    this.drawing = false;
    this.later = [];
  }

  /** Do something once the page shows the present state. */
  afterDrawing(act) {
    this.later.push(act);
    this.draw();
  }

  // Reading

  get document() {
    return this.state?.document ?? null;
  }

  get chosen() {
    return this.state === null ? "" : this.state.chosen;
  }

  get isSound() {
    return this.isChecked && this.problems.length === 0;
  }

  w(key, facts) {
    return fill(this.words[key] ?? key, facts);
  }

  kindOf(node) {
    return this.kinds.get(node.kind) ?? { kind: node.kind, label: node.kind, properties: [], is_asked: true };
  }

  /** Whether a condition may ask about this question, or about how often this group was filled in. */
  answers(node) {
    if (node.kind === "group") return node.max !== undefined;
    return node.kind === "calculated" || this.kindOf(node).is_asked;
  }

  problemsAt(id) {
    return this.placed?.get(id) ?? [];
  }

  // Opening

  async open() {
    this.draw();
    let facts;
    try {
      facts = await this.api.read();
    } catch (trouble) {
      this.trouble = trouble.say || this.w("not_opened");
      this.draw();
      return;
    }
    this.saver.begin(facts);
    this.state = begin(facts.document);
    this.took(facts);
    const kept = this.keep.read();
    if (kept !== null && !isSame(kept.document, facts.document)) this.resume(kept, facts);
    else this.keep.forget();
    this.draw();
    this.onDocument();
    this.beat();
    setInterval(() => this.beat(), BEAT_MS);
    globalThis.addEventListener("pagehide", () => this.api.leave());
    globalThis.addEventListener("online", () => this.saver.isDirty && this.saver.flush());
    globalThis.addEventListener("beforeunload", (event) => this.saver.isDirty && event.preventDefault());
  }

  /** Work of an earlier visit that never reached the server. */
  resume(kept, facts) {
    this.state = edit(this.state, kept.document);
    this.saver.pending = kept.document;
    if (kept.revision === facts.revision) {
      this.saver.note(kept.document);
      this.say(this.w("save.resumed"));
    } else {
      this.saver.theirs = facts;
      this.saver.to("conflict");
    }
    this.check();
  }

  // Changing

  /** Take a changed document as a step. */
  change(document, options = {}) {
    const before = this.state.document;
    this.state = edit(this.state, document, { ...options, now: Date.now() });
    if (document !== before) this.changed();
    this.draw();
  }

  changed() {
    this.saver.note(this.document);
    this.isChecked = false;
    this.check();
    this.onDocument();
  }

  choose(id, tab) {
    this.state = choose(this.state, id);
    if (tab) this.tab = tab;
    this.draw();
  }

  show(tab) {
    this.tab = tab;
    this.draw();
  }

  /** Add a new question of a kind; without a place, behind what is chosen. */
  add(kind, parent, index) {
    const entry = this.kinds.get(kind);
    const at = parent === undefined ? this.placeBehind() : { parent, index };
    const made = insertNode(this.document, entry.template, at.parent, at.index);
    if (made === null) return this.refuse(whyNot(this.document, { ...entry.template, id: " " }, at.parent));
    this.change(made.document, { chosen: made.id });
    this.say(this.w("said.added", { label: entry.label }));
    return made.id;
  }

  placeBehind() {
    const place = placeOf(this.document, this.chosen);
    if (place === null) return { parent: "", index: childrenOf(this.document, "").length };
    return { parent: place.parent, index: place.index + 1 };
  }

  move(id, parent, index) {
    const node = nodeOf(this.document, id);
    const why = node === null ? "gone" : whyNot(this.document, node, parent);
    if (why !== "") return this.refuse(why);
    this.change(moveNode(this.document, id, parent, index), { chosen: id });
    this.sayPlace(id);
    return true;
  }

  step(id, way) {
    const to = stepOf(this.document, id, way);
    if (to === null) return this.refuse(`no_${way}`);
    return this.move(id, to.parent, to.index);
  }

  duplicate(id) {
    const made = duplicateNode(this.document, id);
    if (made === null) return this.refuse("many");
    this.change(made.document, { chosen: made.id });
    this.say(this.w("said.duplicated"));
    return made.id;
  }

  remove(id) {
    const place = placeOf(this.document, id);
    if (place === null) return;
    const next = removeNode(this.document, id);
    const siblings = childrenOf(next, place.parent);
    const chosen = siblings[place.index]?.id ?? siblings[place.index - 1]?.id ?? place.parent;
    this.change(next, { chosen });
    this.say(this.w("said.removed", { label: place.node.label ?? "" }));
  }

  /** Change a property. `part`: which part of it is typed into; null for a step that stands alone. */
  set(id, key, value, part = "") {
    const changes = { [key]: value };
    const next = id === "" ? setForm(this.document, changes) : setNode(this.document, id, changes);
    this.change(next, { tag: part === null ? "" : `${id}.${key}${part}` });
  }

  undo() {
    this.travel(undo(this.state), "said.undone");
  }

  redo() {
    this.travel(redo(this.state), "said.redone");
  }

  travel(state, said) {
    if (state === this.state) return;
    this.state = state;
    this.changed();
    this.say(this.w(said));
  }

  /** Another document altogether: an earlier version, or somebody else's. It can be undone. */
  replace(document, said) {
    this.change({ ...document }, { chosen: "" });
    this.say(said);
  }

  // Problems

  check() {
    clearTimeout(this.checking);
    this.checking = setTimeout(() => this.checkNow(), CHECK_MS);
  }

  async checkNow() {
    clearTimeout(this.checking); // or it would come in the middle of this one and end it
    this.asked?.abort();
    this.asked = new AbortController();
    const document = this.document;
    try {
      const found = await this.api.check(document, this.asked.signal);
      if (document === this.document) this.took(found);
      this.draw();
    } catch (trouble) {
      // Saving tells of a lost connection; the marks simply stay until the next try.
      if (trouble.name !== "AbortError") this.checking = setTimeout(() => this.checkNow(), 5000);
    }
  }

  took({ problems, warnings = [] }) {
    Object.assign(this, { problems, warnings });
    this.isChecked = true;
    this.placed = problemsByPlace(problems, this.document, (document, id) => nodeOf(document, id) !== null);
    this.onDocument();
  }

  // Saving, and others

  saved(saver) {
    if (saver.state === "conflict") this.dialog = { name: "conflict", seen: false };
    if (saver.state === "saved") this.newer = null;
    this.draw();
  }

  async beat() {
    try {
      const found = await this.api.beat();
      this.others = found.others;
      this.isTwice = found.isTwice;
      this.newer = found.revision > this.saver.revision && !this.saver.isDirty ? found : null;
      this.draw();
    } catch {
      // The next beat, or the next saving, will tell.
    }
  }

  /** Load what somebody else has saved. */
  async refresh() {
    const facts = await this.api.read();
    this.saver.begin(facts);
    this.state = edit(this.state, facts.document, { chosen: "" });
    this.newer = null;
    this.took(facts);
    this.say(this.w("said.refreshed"));
  }

  takeTheirs() {
    const theirs = this.saver.yield();
    this.dialog = null;
    this.state = edit(this.state, theirs.document, { chosen: "" });
    this.took(theirs);
    this.say(this.w("said.theirs"));
  }

  async keepMine() {
    this.dialog = null;
    await this.saver.overwrite();
    this.draw();
  }

  /** What separates a document from the present one, in words. */
  told(before, after = this.document) {
    return changesBetween(before, after).map((one) => {
      const keys = one.keys.map((key) => this.data.names[key] ?? key).join("、");
      return this.w(`change.${one.what}`, { label: one.label || this.w("unnamed"), keys });
    });
  }

  // Saying

  say(text) {
    this.note = text;
    clearTimeout(this.noted);
    this.noted = setTimeout(() => {
      this.note = "";
      this.draw();
    }, 6000);
    this.draw();
  }

  refuse(why) {
    this.say(this.w(`refused.${why}`));
    return false;
  }

  sayPlace(id) {
    const place = placeOf(this.document, id);
    if (place !== null) this.say(this.w("said.moved", { label: place.node.label ?? "", number: place.number }));
  }

  openDialog(dialog) {
    this.dialog = dialog;
    this.draw();
  }

  /** Once for everything that changed in this moment. */
  draw() {
    if (this.drawing) return;
    this.drawing = true;
    queueMicrotask(() => {
      this.drawing = false;
      this.onChange();
      for (const act of this.later.splice(0)) act();
    });
  }
}
