/**
 * A form's document as a tree of questions and groups. Pure: every change makes a new document that shares all that
 * did not change, so that what is drawn can tell by identity what is new.
 *
 * Document: `{id, kind, title, …, fields: [node]}`; node: `{id, kind, label, …}`, a group has `fields` too.
 */

export const DEEPEST = 3;
export const MOST_NODES = 500;

/** Every node from top to bottom: `{node, depth, parent: id|"", index, number}`; `chain`: repeating groups around it. */
export function listNodes(document) {
  const found = [];
  visit(document.fields ?? [], "", 0, [], found);
  return found;
}

function visit(nodes, parent, depth, chain, found) {
  nodes.forEach((node, index) => {
    found.push({ node, depth, parent, index, number: found.length + 1, chain });
    if (isGroup(node)) {
      visit(node.fields ?? [], node.id, depth + 1, node.max === undefined ? chain : [...chain, node.id], found);
    }
  });
}

export function isGroup(node) {
  return node?.kind === "group";
}

/** The place of a node, as `listNodes` gives it, or null. */
export function placeOf(document, id) {
  return listNodes(document).find((place) => place.node.id === id) ?? null;
}

export function nodeOf(document, id) {
  return placeOf(document, id)?.node ?? null;
}

/** The nodes directly inside a group, or the form's own for "". */
export function childrenOf(document, parent) {
  return (parent === "" ? document : nodeOf(document, parent))?.fields ?? [];
}

/** `q` and the smallest number that is free. `taken`: ids given out already and not in the document yet. */
export function freeId(document, taken = new Set()) {
  const used = new Set([...taken, ...listNodes(document).map((place) => place.node.id)]);
  let number = 1;
  while (used.has(`q${number}`)) number += 1;
  return `q${number}`;
}

/** How many groups stand within each other in a node, itself counted. */
function heightOf(node) {
  return isGroup(node) ? 1 + Math.max(0, ...(node.fields ?? []).map(heightOf)) : 0;
}

function sizeOf(node) {
  return 1 + (node.fields ?? []).reduce((sum, child) => sum + sizeOf(child), 0);
}

/** Why a node can't stand in a group ("deep", "inside" itself, "many", "gone"), or "". */
export function whyNot(document, node, parent) {
  if (parent !== "") {
    const place = placeOf(document, parent);
    if (place === null || !isGroup(place.node)) return "gone";
    if (parent === node.id || listNodes({ fields: [node] }).some((one) => one.node.id === parent)) return "inside";
    if (place.depth + 1 + heightOf(node) > DEEPEST) return "deep";
  } else if (heightOf(node) > DEEPEST) return "deep";
  const isNew = placeOf(document, node.id) === null;
  if (isNew && listNodes(document).length + sizeOf(node) > MOST_NODES) return "many";
  return "";
}

/** The document with one group's children (or the form's) put through `change(children) -> children`. */
function withChildren(document, parent, change) {
  if (parent === "") return { ...document, fields: change(document.fields ?? []) };
  const go = (nodes) => {
    let isChanged = false;
    const next = nodes.map((node) => {
      if (!isGroup(node)) return node;
      const fields = node.id === parent ? change(node.fields ?? []) : go(node.fields ?? []);
      if (fields === node.fields) return node;
      isChanged = true;
      return { ...node, fields };
    });
    return isChanged ? next : nodes;
  };
  return { ...document, fields: go(document.fields ?? []) };
}

/** Put a new question made from a template (a document without id) into a group; `{document, id}`, or null. */
export function insertNode(document, template, parent, index) {
  const id = freeId(document);
  const node = structuredClone({ ...template, id });
  if (whyNot(document, node, parent) !== "") return null;
  return { document: withChildren(document, parent, (nodes) => spliced(nodes, index, node)), id };
}

/** The document without a node and all in it. */
export function removeNode(document, id) {
  const place = placeOf(document, id);
  if (place === null) return document;
  return withChildren(document, place.parent, (nodes) => nodes.filter((node) => node.id !== id));
}

/** Move a node so that it stands before what stands at `index` once it is taken out. The same document if it can't be. */
export function moveNode(document, id, parent, index) {
  const place = placeOf(document, id);
  if (place === null || whyNot(document, place.node, parent) !== "") return document;
  if (place.parent === parent && place.index === index) return document;
  const without = removeNode(document, id);
  return withChildren(without, parent, (nodes) => spliced(nodes, index, place.node));
}

/** A copy right behind the original, with new ids and conditions that follow within it; `{document, id}`, or null. */
export function duplicateNode(document, id) {
  const place = placeOf(document, id);
  if (place === null) return null;
  const ids = new Map();
  for (const { node } of listNodes({ fields: [place.node] })) ids.set(node.id, freeId(document, new Set(ids.values())));
  if (listNodes(document).length + ids.size > MOST_NODES) return null;
  const copy = renamed(structuredClone(place.node), ids);
  const next = withChildren(document, place.parent, (nodes) => spliced(nodes, place.index + 1, copy));
  return { document: next, id: copy.id };
}

/** Only what names an id: a label that happens to look like one stays. */
function renamed(value, ids) {
  if (Array.isArray(value)) return value.map((one) => renamed(one, ids));
  if (value === null || typeof value !== "object") return value;
  const next = {};
  for (const [key, one] of Object.entries(value)) {
    if (["id", "field", "age_of"].includes(key) && ids.has(one)) next[key] = ids.get(one);
    else if (key === "of" && Array.isArray(one)) next[key] = one.map((name) => ids.get(name) ?? name);
    else next[key] = renamed(one, ids);
  }
  return next;
}

/** Change properties of a node; `undefined` removes one. */
export function setNode(document, id, changes) {
  const place = placeOf(document, id);
  if (place === null) return document;
  return withChildren(document, place.parent, (nodes) =>
    nodes.map((node) => (node.id === id ? changed(node, changes) : node)),
  );
}

/** Change properties of the form itself; `undefined` removes one. */
export function setForm(document, changes) {
  return changed(document, changes);
}

function changed(object, changes) {
  const next = { ...object, ...changes };
  for (const [key, value] of Object.entries(changes)) if (value === undefined) delete next[key];
  return next;
}

function spliced(nodes, index, node) {
  const at = Math.max(0, Math.min(index, nodes.length));
  return [...nodes.slice(0, at), node, ...nodes.slice(at)];
}

/**
 * Where a key press moves a node: `{parent, index}` for `moveNode`, or null.
 *
 * @param {"up"|"down"|"in"|"out"} way `in`: into the group right above; `out`: behind the group it stands in
 */
export function stepOf(document, id, way) {
  const place = placeOf(document, id);
  if (place === null) return null;
  const siblings = childrenOf(document, place.parent);
  if (way === "up") return place.index > 0 ? { parent: place.parent, index: place.index - 1 } : null;
  if (way === "down") return place.index < siblings.length - 1 ? { parent: place.parent, index: place.index + 1 } : null;
  if (way === "in") {
    const above = siblings[place.index - 1];
    if (!isGroup(above) || whyNot(document, place.node, above.id) !== "") return null;
    return { parent: above.id, index: (above.fields ?? []).length };
  }
  const around = place.parent === "" ? null : placeOf(document, place.parent);
  return around === null ? null : { parent: around.parent, index: around.index + 1 };
}

/** What a condition at this node may ask about: what has answers, stands earlier, and in the same or an outer repeat. */
export function earlierNodes(document, id, answering) {
  const places = listNodes(document);
  const own = places.find((place) => place.node.id === id);
  if (own === undefined) return [];
  return places
    .slice(0, places.indexOf(own))
    .filter((place) => answering(place.node) && isPrefix(place.chain, own.chain) && !own.chain.includes(place.node.id))
    .map((place) => place.node);
}

/** What a calculation may use: every earlier question of these kinds, those inside earlier groups too. */
export function earlierOfKinds(document, id, kinds) {
  const places = listNodes(document);
  const own = places.findIndex((place) => place.node.id === id);
  return places
    .slice(0, Math.max(0, own))
    .filter((place) => kinds.includes(place.node.kind))
    .map((place) => place.node);
}

function isPrefix(short, long) {
  return short.every((one, index) => one === long[index]);
}
