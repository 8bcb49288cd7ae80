/** What separates two documents, told question by question. Pure. */

import { listNodes } from "./tree.js";

/**
 * @returns {{what: "added"|"removed"|"changed"|"moved"|"form", label: string, keys: string[]}[]} in the order of the
 *   later document, what was removed last; `keys`: the properties that differ
 */
export function changesBetween(before, after) {
  const old = new Map(listNodes(before).map((place) => [place.node.id, place]));
  const fresh = listNodes(after);
  const kept = new Set(fresh.map((place) => place.node.id));
  const found = [];
  const own = differing(before, after, ["fields", "id"]);
  if (own.length) found.push({ what: "form", label: "", keys: own });
  const moved = movedIds([...old.keys()].filter((id) => kept.has(id)), fresh.map((place) => place.node.id));
  for (const { node, parent } of fresh) {
    const earlier = old.get(node.id);
    const label = node.label ?? "";
    if (earlier === undefined) found.push({ what: "added", label, keys: [] });
    else {
      const keys = differing(earlier.node, node, ["fields", "id"]);
      if (keys.length) found.push({ what: "changed", label, keys });
      if (earlier.parent !== parent || moved.has(node.id)) found.push({ what: "moved", label, keys: [] });
    }
  }
  for (const [id, { node }] of old) {
    if (!kept.has(id)) found.push({ what: "removed", label: node.label ?? "", keys: [] });
  }
  return found;
}

function differing(before, after, but) {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => !but.includes(key) && !isSame(before[key], after[key]));
}

/** Whether two JSON values are equal, whatever the order of their keys. */
export function isSame(one, other) {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== "object" || typeof other !== "object") return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && isSame(one[key], other[key]));
}

/** Ids out of order: all but a longest run of those that kept theirs. */
function movedIds(oldOrder, newOrder) {
  const position = new Map(oldOrder.map((id, index) => [id, index]));
  const common = newOrder.filter((id) => position.has(id));
  const ends = []; // smallest last position of a rising run of each length, with the run before it
  for (const id of common) {
    const at = position.get(id);
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle].at < at) low = middle + 1;
      else high = middle;
    }
    ends[low] = { at, id, before: low > 0 ? ends[low - 1] : null };
  }
  const stayed = new Set();
  for (let one = ends.at(-1) ?? null; one !== null; one = one.before) stayed.add(one.id);
  return new Set(common.filter((id) => !stayed.has(id)));
}
