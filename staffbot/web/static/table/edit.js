/** One cell, or one answer of several parts, being changed in its row; nothing of others is written over unseen. */

import { changedCells, fill } from "./model.js";
import { button, el } from "./parts.js";
import { cellField, panelField } from "./fields.js";

/**
 * @param {{desk: object, say: function, host: HTMLElement, row: object, column: object, text: string}} about
 * @param {{done: (column: object) => void, gone: () => void}} acts `done`: draw the row as it is now
 */
export async function openEditor({ desk, say, host, row, column, text }, acts) {
  const { words, api } = desk;
  let shown = row; // the row the change goes by
  const field = column.editor === "parts" ? await partsField() : cellField(column, text, words);
  if (!field || !host.isConnected) return;
  const fault = el("p", { class: "t-fault", role: "alert" });
  const conflict = el("div", { class: "t-conflict", role: "alert", hidden: true });
  const saving = el("button", { type: "submit", class: "button button-small button-main", text: words.save });
  const form = el(
    "form",
    {
      class: "t-editor",
      "aria-label": fill(words.edit_title, column),
      onSubmit: (event) => {
        event.preventDefault();
        save();
      },
      onKeydown: (event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        acts.done(column);
      },
    },
    field.element,
    fault,
    conflict,
    el("div", { class: "t-row" }, saving, button(words.cancel, () => acts.done(column))),
  );
  const before = JSON.stringify(field.read());
  host.replaceChildren(form);
  field.focus();

  async function partsField() {
    const found = await desk.try(() => api.panel(row.id, column.key));
    if (!found?.row) return null;
    shown = found.row;
    desk.take(found.row);
    return panelField(found.node, found.value, words);
  }

  async function save() {
    const value = field.read();
    if (JSON.stringify(value) === before && conflict.hidden) {
      acts.done(column);
      return;
    }
    saving.disabled = true;
    saving.textContent = words.saving;
    fault.textContent = "";
    try {
      const change = column.editor === "parts" ? { text: "", value } : { text: value, before: text };
      const done = await api.edit({ row: row.id, column: column.key, revision: shown.revision, ...change });
      desk.take(done.row);
      say([fill(words.saved, column), done.said].filter(Boolean).join(""), () => undo(done));
      acts.done(column);
    } catch (error) {
      refused(error);
    }
    saving.disabled = false;
    saving.textContent = conflict.hidden ? words.save : words.overwrite;
  }

  function refused(error) {
    if (error.facts?.row) return quicker(error.facts);
    if (error.facts?.code === "tables.row_gone") {
      acts.gone();
      return undefined;
    }
    if (!error.say || error.status === 401) return desk.tell(error);
    if (!error.facts?.part || !field.mark?.(error.facts.part, error.say)) fault.textContent = error.say;
    return undefined;
  }

  /** Somebody was quicker: what they did is shown beside what was typed here, and this person decides. */
  function quicker({ row: now, who, at }) {
    const lines = changedCells(desk.columns, shown, now, words);
    const when = at ? new Date(at).toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit" }) : "";
    shown = now;
    desk.take(now);
    const cell = now.cells[desk.placeOf(column.key)];
    conflict.replaceChildren(
      el("p", { text: who ? fill(words.changed_by, { who, when }) : words.changed_now }),
      el("ul", {}, ...lines.map((line) => el("li", { text: line }))),
      el("p", { text: fill(words.edit_now, { value: cell || words.blank }) }),
      button(words.keep_theirs, () => acts.done(column)),
    );
    conflict.hidden = false;
  }

  async function undo(done) {
    try {
      const back = done.change
        ? await api.undo(row.id, done.change)
        : await api.edit({ row: row.id, column: column.key, text, revision: done.row.revision });
      desk.take(back.row);
      say([fill(words.undone, column), back.said].filter(Boolean).join(""));
      acts.done(column);
    } catch (error) {
      if (error.facts?.row) desk.take(error.facts.row);
      desk.tell(error);
    }
  }
}
