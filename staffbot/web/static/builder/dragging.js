/**
 * Dragging by mouse, pen or finger (SortableJS). The list only shows where something would go: it is put back as it
 * was, and the document changes instead, from which the list is drawn anew.
 */

const NAME = "questions";
const OPTIONS = {
  animation: 120,
  // Its own dragging instead of the browser's: alike everywhere, and it scrolls long lists.
  forceFallback: true,
  fallbackOnBody: true,
  fallbackTolerance: 4,
  scroll: true,
  bubbleScroll: true,
  scrollSensitivity: 70,
  scrollSpeed: 16,
  delayOnTouchOnly: true,
  delay: 180,
  ghostClass: "b-ghost",
  chosenClass: "b-lifted",
  dragClass: "b-dragged",
};
const made = new WeakSet();

/** Make a part of the palette a source. */
export function sortPalette(list, desk) {
  if (made.has(list)) return;
  made.add(list);
  new globalThis.Sortable(list, {
    ...OPTIONS,
    draggable: ".b-kind",
    group: { name: NAME, pull: "clone", put: false },
    sort: false,
    onEnd: (event) => {
      const { item, clone, to, from, oldIndex } = event;
      if (to === from) return;
      const at = placeIn(to, item);
      if (clone.parentNode === from) clone.remove();
      from.insertBefore(item, from.children[oldIndex] ?? null);
      desk.add(item.dataset.kind, to.dataset.parent, at);
    },
  });
}

/** Make the form's list, or a group's, a place where questions are put and taken from. */
export function sortList(list, desk) {
  if (made.has(list)) return;
  made.add(list);
  new globalThis.Sortable(list, {
    ...OPTIONS,
    draggable: ".b-node",
    handle: ".b-grip, .b-row",
    filter: ".b-row-tool",
    preventOnFilter: false,
    group: { name: NAME, pull: true, put: true },
    swapThreshold: 0.6,
    invertSwap: true,
    emptyInsertThreshold: 12,
    onEnd: (event) => {
      const { item, to, from, oldDraggableIndex } = event;
      const at = placeIn(to, item);
      const others = [...from.children].filter((child) => child !== item && child.classList.contains("b-node"));
      from.insertBefore(item, others[oldDraggableIndex] ?? null);
      if (to !== from || at !== oldDraggableIndex) desk.move(item.dataset.id, to.dataset.parent, at);
    },
  });
}

/** How many questions stand before it. */
function placeIn(list, item) {
  let before = 0;
  for (const child of list.children) {
    if (child === item) break;
    if (child.classList.contains("b-node")) before += 1;
  }
  return before;
}
