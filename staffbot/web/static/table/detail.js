/** One row whole, beside the table: every column, the cells that may be changed, what was changed before. */

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
    body.replaceChildren(
      el(
        "div",
        { class: "t-row" },
        button(words.row_previous, () => go(-1), { disabled: place <= 0 }),
        button(words.row_next, () => go(1), { disabled: place >= desk.rows.length - 1 }),
      ),
      el("dl", { class: "t-items" }, ...items),
      phrase ? told(phrase) : "",
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
        button(words.edit, () => openEditor(column, row, text), {
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

  function openEditor(column, row, text) {
    const host = body.querySelector(`[data-key="${CSS.escape(column.key)}"] dd`);
    const field = editorField(column, text, words);
    const fault = el("p", { class: "t-fault", role: "alert" });
    const saving = el("button", { type: "submit", class: "button button-small button-main", text: words.save });
    const form = el(
      "form",
      {
        class: "t-editor",
        "aria-label": fill(words.edit_title, column),
        onSubmit: async (event) => {
          event.preventDefault();
          saving.disabled = true;
          saving.textContent = words.saving;
          const done = await save(column, row, field.read(), text, (said) => {
            fault.textContent = said;
          });
          saving.disabled = false;
          saving.textContent = words.save;
          if (done) redraw(column);
        },
        onKeydown: (event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            redraw(column);
          }
        },
      },
      field.element,
      fault,
      el("div", { class: "t-row" }, saving, button(words.cancel, () => redraw(column))),
    );
    host.replaceChildren(form);
    field.focus();
  }

  async function save(column, row, text, before, refuse) {
    if (text === before) return true;
    try {
      const now = await desk.api.edit({ row: row.id, column: column.key, text, revision: row.revision });
      desk.take(now);
      say(fill(words.saved, column), () => undo(column, now, before));
      return true;
    } catch (error) {
      if (error.facts?.row) {
        desk.take(error.facts.row);
        say(words.changed);
        return true;
      }
      if (error.facts?.code === "tables.row_gone") {
        close();
        say(words.gone);
        desk.fetch();
        return false;
      }
      if (error.say && error.status !== 401) refuse(error.say);
      else desk.tell(error);
      return false;
    }
  }

  async function undo(column, row, text) {
    try {
      desk.take(await desk.api.edit({ row: row.id, column: column.key, text, revision: row.revision }));
      say(fill(words.undone, column));
      if (dialog.isConnected) draw();
    } catch (error) {
      if (error.facts?.row) desk.take(error.facts.row);
      desk.tell(error);
    }
  }

  function told(phrase) {
    return el(
      "p",
      { class: "t-soft" },
      fill(words.row_phrase, { phrase }),
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

/** The field that fits a column: `{element, read, focus}`. */
function editorField(column, text, words) {
  if (column.editor === "choices") {
    const chosen = new Set(text.split("、").filter(Boolean));
    const boxes = column.options.map((option) => {
      const box = el("input", { type: "checkbox" });
      box.checked = chosen.has(option);
      return { option, box };
    });
    const element = el(
      "div",
      { class: "t-choices", role: "group", "aria-label": column.heading },
      ...boxes.map(({ option, box }) => el("label", { class: "t-tick" }, box, el("span", { text: option }))),
    );
    const read = () => boxes.filter(({ box }) => box.checked).map(({ option }) => option).join("、");
    return { element, read, focus: () => boxes[0]?.box.focus() };
  }
  let field;
  if (column.editor === "choice") {
    const options = column.options.includes(text) ? column.options : [text, ...column.options];
    field = el(
      "select",
      { "aria-label": column.heading },
      ...options.map((option) => el("option", { value: option, text: option || words.blank })),
    );
    field.value = text;
  } else if (column.editor === "long") {
    field = el("textarea", { rows: "5", maxlength: "5000", "aria-label": column.heading });
    field.value = text;
  } else {
    const type = column.editor === "day" ? "date" : "text";
    const inputmode = column.editor === "number" ? "decimal" : null;
    field = el("input", { type, inputmode, maxlength: "5000", "aria-label": column.heading, value: text });
  }
  return { element: field, read: () => field.value, focus: () => field.focus() };
}
