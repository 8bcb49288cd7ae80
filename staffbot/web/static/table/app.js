/** The table page put together. */

import { makeApi } from "./api.js";
import { Desk } from "./desk.js";
import { openRow } from "./detail.js";
import { openFilter } from "./filters.js";
import { makeGrid } from "./grid.js";
import { chips, cleared, fill, grouped, pageFacts, withFilter } from "./model.js";
import { button, el } from "./parts.js";
import { openColumns, openExport, openViews } from "./tools.js";

const LONG_MS = 2500;
const SAID_MS = 8000;

const data = JSON.parse(document.getElementById("data").textContent);
const { words } = data;
const page = document.getElementById("table");
const api = makeApi(data.at, data.csrf, data.who);
const desk = new Desk(api, words, draw, trouble);
let saying = 0;

const title = el("h1", { class: "t-title" });
const bar = el(
  "header",
  { class: "t-bar" },
  title,
  el("p", { class: "t-staff", text: data.staff }),
  el("a", { class: "button button-small", href: "/staff/console", text: words.console }),
);
const search = el("input", {
  type: "search",
  maxlength: "200",
  placeholder: words.search,
  "aria-label": words.search,
});
const searching = el(
  "form",
  {
    class: "t-search",
    role: "search",
    onSubmit: (event) => {
      event.preventDefault();
      desk.want({ ...desk.query, search: search.value.trim() });
    },
  },
  search,
  el("button", { type: "submit", class: "button button-small", text: words.search_go }),
);
search.addEventListener("search", () => {
  if (!search.value && desk.query.search) desk.want({ ...desk.query, search: "" });
});
const conditions = el("input", { type: "text", maxlength: "1000", "aria-label": words.conditions });
const conditioning = el(
  "form",
  {
    class: "t-search t-conditions",
    hidden: true,
    onSubmit: (event) => {
      event.preventDefault();
      desk.open(conditions.value.trim(), { query: desk.query, columns: desk.keys });
    },
  },
  el("label", { class: "t-inline" }, el("span", { text: words.conditions }), conditions),
  el("button", { type: "submit", class: "button button-small", text: words.conditions_go }),
);
const exporting = button(words.export, () => openExport(desk, say), { hidden: true });
const tools = el(
  "div",
  { class: "t-tools" },
  searching,
  conditioning,
  el(
    "div",
    { class: "t-row" },
    button(words.columns, () => openColumns(desk)),
    button(words.views, () => openViews(desk, say)),
    exporting,
  ),
);
const narrowed = el("div", { class: "t-chips", role: "group", "aria-label": words.filters });
const note = el("p", { class: "t-note" });
const status = el("p", { class: "t-status", role: "status" });
const wrong = el("div", { class: "t-trouble", role: "alert", hidden: true });
const said = el("div", { class: "t-said", role: "status", hidden: true });
const empty = el("p", { class: "t-state", hidden: true });
const waiting = el("p", { class: "t-state", role: "status", text: words.loading });
const previous = button(words.previous, () => turn(-1));
const next = button(words.next, () => turn(1));
const number = el("span", { class: "t-page" });
const pager = el("nav", { class: "t-pager" }, previous, number, next);
const grid = makeGrid(desk, {
  filter: (column) => openFilter(column, desk),
  open: (place) => openRow(place, desk, say, (row) => grid.go({ row, column: grid.place.column })),
});
const scroll = el("div", { class: "t-scroll" }, grid.table);
const hint = el("p", { class: "t-hint", text: words.hint });
const rest = el("main", { class: "t-main" }, tools, note, narrowed, status, wrong, waiting, empty, scroll, pager, hint);
page.replaceChildren(bar, rest, said);

function draw() {
  const isReady = desk.state === "ready";
  waiting.hidden = isReady || !wrong.hidden;
  tools.hidden = pager.hidden = scroll.hidden = hint.hidden = !isReady;
  if (!isReady) return;
  // A new question takes the last one's trouble away.
  if (desk.isBusy) wrong.hidden = true;
  title.textContent = desk.title;
  document.title = `${desk.title} | ${words.name ?? ""}`.replace(/ \| $/, "");
  grid.table.setAttribute("aria-label", desk.title);
  note.textContent = [desk.note, desk.may.changePhrase ? words.read_only : ""].filter(Boolean).join(" ");
  note.hidden = !note.textContent;
  exporting.hidden = !desk.may.mayExport;
  conditioning.hidden = !desk.may.takesConditions;
  if (document.activeElement !== conditions) conditions.value = desk.conditions;
  if (document.activeElement !== search) search.value = desk.query.search;
  drawChips();
  const facts = pageFacts(desk.total, desk.from, desk.size, desk.rows.length);
  const isNarrowed = Boolean(desk.query.search || desk.query.filters.length || desk.conditions);
  const range = { total: grouped(desk.total), first: grouped(facts.first), last: grouped(facts.last) };
  status.textContent = desk.isBusy ? words.loading : fill(words.range, range);
  rest.classList.toggle("is-busy", Boolean(desk.isBusy));
  empty.hidden = desk.total > 0 || Boolean(desk.isBusy);
  empty.textContent = isNarrowed ? words.empty_filtered : words.empty;
  scroll.classList.toggle("is-empty", desk.total === 0);
  number.textContent = fill(words.page, { page: grouped(facts.page), pages: grouped(facts.pages) });
  previous.disabled = facts.page <= 1 || desk.isBusy;
  next.disabled = facts.page >= facts.pages || desk.isBusy;
  if (!desk.isBusy) grid.draw();
}

function drawChips() {
  const found = chips(desk.query, desk.columns, words);
  narrowed.hidden = !found.length;
  narrowed.replaceChildren(
    ...found.map((chip) =>
      el(
        "span",
        { class: "t-chip" },
        el("span", { text: chip.text }),
        el("button", {
          type: "button",
          text: "×",
          "aria-label": fill(words.remove, { what: chip.text }),
          onClick: () =>
            desk.want(
              chip.kind === "search" ? { ...desk.query, search: "" } : withFilter(desk.query, chip.column, null),
            ),
        }),
      ),
    ),
    found.length > 1 ? button(words.clear, () => desk.want(cleared(desk.query))) : "",
  );
}

async function turn(by) {
  if (await desk.fetch(Math.max(0, desk.from + by * desk.size))) {
    grid.go({ row: 0, column: grid.place.column });
    scroll.scrollTop = 0;
  }
}

/** Say what was done, for some seconds; `undo` puts it back. */
function say(text, undo = null) {
  clearTimeout(saying);
  const back = undo
    ? button(words.undo, () => {
        said.hidden = true;
        undo();
      })
    : "";
  said.replaceChildren(el("span", { text }), back);
  said.hidden = false;
  // A dialog lies above the page: what is said must be seen there, too.
  (document.querySelector("dialog[open]") ?? page).append(said);
  saying = setTimeout(() => {
    said.hidden = true;
    page.append(said);
  }, SAID_MS);
}

/** What went wrong, and the way on. */
function trouble(error) {
  const isOut = error.status === 401;
  const text = isOut ? words.signed_out : error.status === 0 ? words.offline : error.say || words.failed;
  const on = isOut
    ? el("a", { class: "button button-main", href: "/staff/sign-in", text: words.sign_in })
    : button(words.again, () => {
        wrong.hidden = true;
        if (desk.state === "ready") desk.fetch();
        else desk.open(data.conditions);
      });
  wrong.replaceChildren(el("p", { text }), on);
  wrong.hidden = false;
  const open = document.querySelector("dialog[open]");
  (open ?? rest).prepend(wrong);
  open?.addEventListener("close", () => status.after(wrong), { once: true });
  if (!open) status.after(wrong);
  draw();
  wrong.hidden = false;
  on.focus();
}

setTimeout(() => {
  if (desk.state === "loading") waiting.textContent = `${words.loading}。${words.loading_long}`;
}, LONG_MS);
draw();
desk.open(data.conditions);
