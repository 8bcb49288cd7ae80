/** The table itself: headings that sort and filter, rows that open; a list of cards on a narrow screen (by style). */

import { fill, filterOf, rowName, sortOf, sortedBy, step } from "./model.js";
import { button, el } from "./parts.js";

const SIGNS = { ascending: "▲", descending: "▼", none: "" };

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{filter: (column: object) => void, open: (place: number) => void}} acts
 */
export function makeGrid(desk, acts) {
  const table = el("table", { class: "t-grid", id: "grid", role: "grid", "aria-label": desk.title });
  const place = { row: 0, column: 0 };

  function draw() {
    const { words, query } = desk;
    const columns = desk.shown();
    table.setAttribute("aria-rowcount", String(desk.total + 1));
    const head = el("tr", {}, ...columns.map((column, number) => heading(column, number)));
    const body = desk.rows.map((row, number) => line(row, number, columns));
    table.replaceChildren(el("thead", {}, head), el("tbody", {}, ...body));
    settle();

    function heading(column, number) {
      const sort = sortOf(query, column.key);
      const isFiltered = filterOf(query, column.key) !== null;
      const name = fill(words.sort, column);
      const sorting = el(
        "button",
        {
          type: "button",
          class: "t-sort",
          title: name,
          tabindex: "-1",
          "data-row": "-1",
          "data-column": String(number),
          onClick: (event) => desk.want(sortedBy(query, column.key, event.shiftKey)),
        },
        el("span", { text: column.heading }),
        el("span", { class: "t-sign", "aria-hidden": "true", text: SIGNS[sort] }),
      );
      const filtering = el(
        "button",
        {
          type: "button",
          class: isFiltered ? "t-funnel is-on" : "t-funnel",
          "aria-label": fill(words.filter, column) + (isFiltered ? `（${words.filter_on}）` : ""),
          title: fill(words.filter, column),
          tabindex: "-1",
          onClick: () => acts.filter(column),
        },
        funnel(),
      );
      return el(
        "th",
        { scope: "col", "aria-sort": sort, class: `t-${column.kind}` },
        el("div", { class: "t-head" }, sorting, filtering),
      );
    }
  }

  function line(row, number, columns) {
    const cells = columns.map((column, at) => {
      const text = row.cells[desk.placeOf(column.key)];
      const inner = el("span", { class: "t-cell", text });
      return el(
        "td",
        {
          class: `t-${column.kind}`,
          tabindex: "-1",
          "data-row": String(number),
          "data-column": String(at),
          "data-heading": column.heading,
          "data-empty": text ? null : "",
        },
        inner,
      );
    });
    const name = rowName(desk.columns, row.cells, columns.map((one) => one.key));
    const made = el(
      "tr",
      {
        "aria-rowindex": String(desk.from + number + 2),
        "data-id": String(row.id),
        onClick: (event) => {
          const cell = event.target.closest("td");
          if (cell) place.column = Number(cell.dataset.column);
          place.row = number;
          // Text that was marked to be copied is no click.
          if (!String(window.getSelection())) acts.open(number);
        },
      },
      ...cells,
    );
    made.append(
      el("td", { class: "t-open" }, button(fill(desk.words.row_open, { name }), () => {}, { tabindex: "-1" })),
    );
    return made;
  }

  function at({ row, column }) {
    return table.querySelector(`[data-row="${row}"][data-column="${column}"]`);
  }

  /** One cell is reached by Tab; the arrows lead on from there. */
  function settle() {
    place.row = Math.min(place.row, desk.rows.length - 1);
    place.column = Math.min(place.column, Math.max(0, desk.shown().length - 1));
    at(place)?.setAttribute("tabindex", "0");
  }

  function go(next) {
    at(place)?.setAttribute("tabindex", "-1");
    Object.assign(place, next);
    const cell = at(place);
    cell?.setAttribute("tabindex", "0");
    cell?.focus();
  }

  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("[data-row]")) return;
    const { row, column } = event.target.dataset;
    Object.assign(place, { row: Number(row), column: Number(column) });
    if (event.key === "Enter" && place.row >= 0) {
      event.preventDefault();
      acts.open(place.row);
      return;
    }
    if (event.key === "F" || event.key === "f" || (event.key === "Enter" && event.shiftKey)) {
      event.preventDefault();
      acts.filter(desk.shown()[place.column]);
      return;
    }
    const next = step(place, event.key, desk.rows.length, desk.shown().length);
    if (!next) return;
    event.preventDefault();
    go(next);
  });

  return { table, draw, go, place };
}

function funnel() {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("viewBox", "0 0 16 16");
  made.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M2 3h12l-4.7 5.6v4.2l-2.6 1.2V8.6z");
  made.append(path);
  return made;
}
