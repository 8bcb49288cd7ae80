/** One row whole, beside the table: every column, the cells that may be changed, what was changed before. */

import { openEditor } from "./edit.js";
import { fill, rowName } from "./model.js";
import { button, el, openDialog } from "./parts.js";

/**
 * @param {number} start the row's place on the page
 * @param {import("./desk.js").Desk} desk
 * @param {(text: string, undo?: () => void) => void} say
 * @param {(place: number) => void} onClose
 */
export function openRow(start, desk, say, onClose) {
  const { words } = desk;
  let place = start;
  const { dialog, body, heading, close } = openDialog(words.row_title, words, { side: true });
  dialog.addEventListener("close", () => onClose(place));

  function draw() {
    const row = desk.rows[place];
    if (!row) {
      close();
      return;
    }
    heading.textContent = rowName(desk.columns, row.cells, desk.keys) || `#${row.id}`;
    const items = desk.columns.map((column, number) => item(column, row, row.cells[number]));
    const phrase = desk.may.rowPhrase.replace("{id}", row.id);
    const changing = desk.may.changePhrase.replace("{id}", row.id);
    body.replaceChildren(
      el(
        "div",
        { class: "t-row" },
        button(words.row_previous, () => go(-1), { disabled: place <= 0 }),
        button(words.row_next, () => go(1), { disabled: place >= desk.rows.length - 1 }),
      ),
      el("dl", { class: "t-items" }, ...items),
      changing ? told(words.row_change, changing) : "",
      phrase ? told(words.row_phrase, phrase) : "",
      desk.may.hasHistory ? past(row) : "",
    );
  }

  function go(by) {
    place += by;
    draw();
    heading.focus();
  }

  function item(column, row, text) {
    const value = el("dd", {}, el("span", { class: "t-whole", text: text || words.blank, "data-empty": text ? null : "" }));
    if (column.editor) {
      value.append(
        button(words.edit, () => edit(column, row, text), {
          "aria-label": fill(words.edit_title, column),
          class: "button button-small t-edit",
        }),
      );
    }
    return el("div", { class: "t-item", "data-key": column.key }, el("dt", { text: column.heading }), value);
  }

  /** Drawn anew, with the focus where the person was. */
  function redraw(column) {
    draw();
    body.querySelector(`[data-key="${CSS.escape(column.key)}"] .t-edit`)?.focus();
  }

  function edit(column, row, text) {
    const host = body.querySelector(`[data-key="${CSS.escape(column.key)}"] dd`);
    openEditor(
      { desk, say, host, row, column, text },
      {
        done: (changed) => dialog.isConnected && redraw(changed),
        gone: () => {
          close();
          say(words.gone);
          desk.fetch();
        },
      },
    );
  }

  function told(sentence, phrase) {
    return el(
      "p",
      { class: "t-soft" },
      fill(sentence, { phrase }),
      " ",
      button(words.row_copy, async (event) => {
        const copying = event.currentTarget;
        await navigator.clipboard?.writeText(phrase).catch(() => {});
        copying.textContent = words.row_copied;
      }),
    );
  }

  function past(row) {
    const list = el("ol", { class: "t-past" });
    const opened = el("details", {}, el("summary", { text: words.history }), list);
    opened.addEventListener("toggle", async () => {
      if (!opened.open || list.childElementCount) return;
      const found = await desk.try(() => desk.api.history(row.id));
      if (!found) return;
      const lines = found.map((one) =>
        el(
          "li",
          {},
          el("p", { class: "t-soft", text: `${new Date(one.at).toLocaleString("ja-JP")} ${one.who}` }),
          ...one.what.map((text) => el("p", { text })),
        ),
      );
      list.replaceChildren(...(lines.length ? lines : [el("li", { text: words.history_none })]));
    });
    return opened;
  }

  draw();
  heading.focus();
}
