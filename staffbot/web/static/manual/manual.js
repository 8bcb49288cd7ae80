// The manual's page: search, print, and a table of contents that doesn't fill a telephone's screen.

import { chosen, folded, wordsOf } from "./search.js";

const NARROW = 800;

const box = document.getElementById("wanted");
const found = document.getElementById("found");
const chapters = [...document.querySelectorAll("[data-chapter]")];
const entries = chapters.flatMap((chapter) =>
  [...chapter.querySelectorAll("[data-entry]")].map((element) => ({
    element,
    chapter,
    title: folded(chapter.querySelector("h2").textContent),
    text: folded(element.textContent),
  })),
);

function search() {
  const typed = box.value;
  const isAsked = wordsOf(typed).length > 0;
  const shown = chosen(entries, typed);
  entries.forEach((entry, number) => {
    entry.element.hidden = !shown[number];
  });
  for (const chapter of chapters) {
    chapter.hidden = !entries.some((entry, number) => entry.chapter === chapter && shown[number]);
    document.querySelector(`[data-for="${CSS.escape(chapter.id)}"]`).hidden = chapter.hidden;
  }
  document.body.classList.toggle("is-searching", isAsked);
  const count = shown.filter(Boolean).length;
  found.textContent = isAsked ? (count ? found.dataset.found.replace("{count}", count) : found.dataset.nothing) : "";
  mark(isAsked ? wordsOf(typed) : []);
}

/** Colour what was asked for, where the browser can; the texts themselves stay as they are. */
function mark(words) {
  if (!globalThis.Highlight) return;
  CSS.highlights.delete("wanted");
  if (!words.length) return;
  const ranges = [];
  for (const { element } of entries.filter((entry) => !entry.element.hidden)) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const text = folded(node.data);
      if (text.length !== node.data.length) continue;
      for (const word of words) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          ranges.push(range);
        }
      }
    }
  }
  CSS.highlights.set("wanted", new Highlight(...ranges));
}

document.getElementById("search").hidden = false;
box.addEventListener("input", search);
box.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    box.value = "";
    search();
  }
});
search();

const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => window.print());

const contents = document.querySelector("#contents details");
if (window.innerWidth < NARROW) contents.open = false;
contents.addEventListener("click", (event) => {
  if (event.target.closest("a") && window.innerWidth < NARROW) contents.open = false;
});
