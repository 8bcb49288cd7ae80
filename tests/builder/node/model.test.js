import assert from "node:assert/strict";
import { test } from "node:test";

import { SAME_STEP_MS, STEPS, begin, choose, edit, fill, redo, undo } from "../builder/model.js";
import {
  DEEPEST,
  childrenOf,
  duplicateNode,
  earlierNodes,
  insertNode,
  isGroup,
  listNodes,
  moveNode,
  nodeOf,
  placeOf,
  removeNode,
  setForm,
  setNode,
  stepOf,
  whyNot,
} from "../builder/tree.js";
import { chance } from "./chance.js";

const TEXT = { kind: "text", label: "名前" };
const GROUP = { kind: "group", label: "お子さん", max: 3, fields: [] };
const empty = () => ({ id: "form_a", kind: "survey", title: "ためし", fields: [] });

/** name, group(birth, inner(toy)), last */
function family() {
  const node = (id, kind, more = {}) => ({ id, kind, label: id, ...more });
  const inner = node("inner", "group", { max: 2, fields: [node("toy", "text")] });
  const children = node("children", "group", { max: 3, fields: [node("birth", "birth_date"), inner] });
  return { ...empty(), fields: [node("name", "text"), children, node("last", "text", { show: { field: "name", answered: true } })] };
}

const ids = (document) => listNodes(document).map((place) => place.node.id);

test("a new question gets an id of its own and stands where it was put", () => {
  const first = insertNode(empty(), TEXT, "", 0);
  const second = insertNode(first.document, TEXT, "", 0);
  assert.deepEqual(ids(second.document), ["q2", "q1"]);
  assert.equal(TEXT.id, undefined);
});

test("what did not change is the same object after a change, so that it need not be drawn", () => {
  const before = family();
  const after = setNode(before, "toy", { label: "おもちゃ" });
  assert.equal(nodeOf(after, "toy").label, "おもちゃ");
  assert.equal(nodeOf(after, "birth"), nodeOf(before, "birth"));
  assert.equal(after.fields[0], before.fields[0]);
  assert.notEqual(after.fields[1], before.fields[1]);
  assert.equal(nodeOf(before, "toy").label, "toy");
});

test("undefined takes a property away", () => {
  assert.deepEqual(Object.keys(nodeOf(setNode(family(), "last", { show: undefined }), "last")), ["id", "kind", "label"]);
  assert.equal("limit" in setForm({ ...empty(), limit: 5 }, { limit: undefined }), false);
});

test("a group can be put neither into itself nor deeper than three", () => {
  const form = family();
  assert.equal(whyNot(form, nodeOf(form, "children"), "inner"), "inside");
  assert.equal(moveNode(form, "children", "inner", 0), form);
  const third = insertNode(form, GROUP, "inner", 0);
  assert.equal(insertNode(third.document, GROUP, third.id, 0), null);
  assert.equal(whyNot(third.document, { id: "x", ...GROUP }, third.id), "deep");
  assert.equal(whyNot(form, nodeOf(form, "name"), "last"), "gone");
});

test("no form grows beyond five hundred questions", () => {
  const many = { ...empty(), fields: Array.from({ length: 500 }, (_, index) => ({ id: `a${index}`, ...TEXT })) };
  assert.equal(insertNode(many, TEXT, "", 0), null);
  assert.equal(duplicateNode(many, "a0"), null);
  assert.notEqual(moveNode(many, "a0", "", 499), many);
});

test("a copy of a group has new ids, and its conditions follow into the copy but not out of it", () => {
  const form = family();
  const watching = setNode(form, "toy", { show: { all: [{ field: "birth", answered: true }, { field: "name", equals: "birth" }] } });
  const { document, id } = duplicateNode(watching, "children");
  const copy = nodeOf(document, id);
  assert.equal(new Set(ids(document)).size, ids(document).length);
  const toy = copy.fields[1].fields[0];
  assert.deepEqual(toy.show, { all: [{ field: copy.fields[0].id, answered: true }, { field: "name", equals: "birth" }] });
  assert.equal(placeOf(document, id).index, 2);
});

test("key presses move a question up, down, into the group above and out of its group", () => {
  const form = family();
  assert.deepEqual(stepOf(form, "last", "up"), { parent: "", index: 1 });
  assert.equal(stepOf(form, "name", "up"), null);
  assert.deepEqual(stepOf(form, "last", "in"), { parent: "children", index: 2 });
  assert.deepEqual(stepOf(form, "birth", "out"), { parent: "", index: 2 });
  assert.equal(stepOf(form, "name", "out"), null);
  const moved = moveNode(form, "last", "children", 2);
  assert.deepEqual(ids(moved), ["name", "children", "birth", "inner", "toy", "last"]);
});

test("a condition may ask only earlier questions, of the same or an outer repeat", () => {
  const form = family();
  const answering = (node) => !isGroup(node);
  const names = (id) => earlierNodes(form, id, answering).map((node) => node.id);
  assert.deepEqual(names("toy"), ["name", "birth"]);
  assert.deepEqual(names("last"), ["name"]);
  assert.deepEqual(names("name"), []);
  const any = (id) => earlierNodes(form, id, () => true).map((node) => node.id);
  assert.deepEqual(any("toy"), ["name", "birth"]); // a group around it is not filled in yet
  assert.deepEqual(any("last"), ["name", "children"]);
  const section = setNode(form, "children", { max: undefined });
  assert.deepEqual(earlierNodes(section, "last", answering).map((node) => node.id), ["name", "birth"]);
});

test("typing into one property is one step until somebody pauses", () => {
  let state = begin(empty());
  for (let letter = 1; letter <= 5; letter += 1) {
    state = edit(state, setForm(state.document, { title: "あ".repeat(letter) }), { tag: ".title", now: letter * 100 });
  }
  assert.equal(state.past.length, 1);
  state = edit(state, setForm(state.document, { title: "い" }), { tag: ".title", now: 500 + SAME_STEP_MS });
  assert.equal(state.past.length, 2);
  state = edit(state, setForm(state.document, { summary: "う" }), { tag: ".summary", now: 600 + SAME_STEP_MS });
  assert.equal(state.past.length, 3);
  assert.equal(undo(undo(undo(state))).document.title, "ためし");
});

test("choosing is no step, and a step after undoing forgets what was undone", () => {
  const state = choose(begin(empty()), "q1");
  assert.equal(state.past.length, 0);
  const changed = edit(state, setForm(state.document, { title: "い" }));
  const again = edit(undo(changed), setForm(empty(), { title: "う" }));
  assert.equal(redo(again), again);
});

test("a sentence keeps places nobody filled", () => {
  assert.equal(fill("{a}と{b}", { a: "x" }), "xと{b}");
});

/** One random change of a document; the same document when it can't be made. */
function randomChange(document, dice) {
  const nodes = listNodes(document);
  const any = () => (nodes.length ? dice.one(nodes).node.id : "none");
  const parents = ["", ...nodes.filter((place) => isGroup(place.node)).map((place) => place.node.id)];
  switch (dice.below(8)) {
    case 0:
    case 1:
      return insertNode(document, dice.is(0.3) ? GROUP : TEXT, dice.one(parents), dice.below(6))?.document ?? document;
    case 2:
      return removeNode(document, any());
    case 3:
      return duplicateNode(document, any())?.document ?? document;
    case 4:
    case 5:
      return moveNode(document, any(), dice.one(parents), dice.below(6));
    case 6: {
      const id = any();
      const to = stepOf(document, id, dice.one(["up", "down", "in", "out"]));
      return to === null ? document : moveNode(document, id, to.parent, to.index);
    }
    default:
      return setNode(document, any(), { label: `名前${dice.below(1000)}` });
  }
}

function mustBeSound(document) {
  const places = listNodes(document);
  const all = places.map((place) => place.node.id);
  assert.equal(new Set(all).size, all.length, "every id once");
  for (const place of places) {
    assert.ok(place.depth <= DEEPEST, "not too deep");
    assert.ok(!isGroup(place.node) || place.depth < DEEPEST, "groups not too deep");
    assert.equal(childrenOf(document, place.parent)[place.index], place.node);
  }
}

test("whatever is done in whatever order, undoing and doing again give back each document exactly", () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const dice = chance(seed);
    let state = begin(empty());
    const kept = [JSON.stringify(state.document)];
    let at = 0;
    for (let turn = 0; turn < 90; turn += 1) {
      if (dice.is(0.2)) {
        const next = undo(state);
        if (next !== state) at -= 1;
        state = next;
      } else if (dice.is(0.15)) {
        const next = redo(state);
        if (next !== state) at += 1;
        state = next;
      } else {
        const before = state;
        state = edit(state, randomChange(state.document, dice), { now: turn });
        if (state.document !== before.document) {
          kept.length = at + 1;
          kept.push(JSON.stringify(state.document));
          at += 1;
        }
      }
      assert.equal(JSON.stringify(state.document), kept[at], `seed ${seed}, turn ${turn}`);
      assert.ok(state.past.length <= STEPS);
      mustBeSound(state.document);
    }
    for (let back = state.past.length; back > 0; back -= 1) {
      state = undo(state);
      at -= 1;
      assert.equal(JSON.stringify(state.document), kept[at]);
    }
    assert.equal(undo(state), state);
    while (redo(state) !== state) {
      state = redo(state);
      at += 1;
    }
    assert.equal(JSON.stringify(state.document), kept[at]);
  }
});

test("after more than fifty steps exactly fifty can be undone", () => {
  let state = begin(empty());
  for (let number = 0; number < 70; number += 1) state = edit(state, setForm(state.document, { title: `${number}` }));
  let steps = 0;
  while (undo(state) !== state) {
    state = undo(state);
    steps += 1;
  }
  assert.equal(steps, STEPS);
  assert.equal(state.document.title, "19");
});
