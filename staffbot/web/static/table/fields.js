/** The fields a cell, or an answer of several parts, is changed with: each `{element, read, focus}`. */

import { fill } from "./model.js";
import { button, el } from "./parts.js";

const BETWEEN = "、";
const MANY = 12;

/** The field of one cell. `editor`: see staffbot/tables/declared.py. */
export function cellField(column, text, words) {
  const make = { choices, choice, days, long }[column.editor] ?? line;
  return make(column, text, words);
}

function choices(column, text, words) {
  const chosen = new Set(text.split(BETWEEN).filter(Boolean));
  // What is no longer offered stays until it is taken away.
  const options = [...column.options, ...[...chosen].filter((one) => !column.options.includes(one))];
  const boxes = options.map((option) => {
    const box = el("input", { type: "checkbox" });
    box.checked = chosen.has(option);
    return { option, box, row: el("label", { class: "t-tick" }, box, el("span", { text: option })) };
  });
  const find = el("input", {
    type: "search",
    placeholder: words.filter_find,
    "aria-label": words.filter_find,
    onInput: () => {
      for (const { option, box, row } of boxes) row.hidden = !box.checked && !option.includes(find.value.trim());
    },
    onKeydown: (event) => event.key === "Enter" && event.preventDefault(),
  });
  const element = el(
    "div",
    { class: "t-choices", role: "group", "aria-label": column.heading },
    boxes.length > MANY ? find : null,
    ...boxes.map(({ row }) => row),
  );
  const read = () => boxes.filter(({ box }) => box.checked).map(({ option }) => option).join(BETWEEN);
  return { element, read, focus: () => element.querySelector("input")?.focus() };
}

function choice(column, text, words) {
  const options = [...new Set(["", ...column.options, text])];
  const field = el(
    "select",
    { "aria-label": column.heading },
    ...options.map((option) => el("option", { value: option, text: option || words.blank })),
  );
  field.value = text;
  return plain(field);
}

/** Several days, one field each; an empty one counts for nothing. */
function days(column, text, words) {
  const list = el("div", { class: "t-days" });
  const add = (day = "") => {
    const field = el("input", { type: "date", value: day, "aria-label": column.heading });
    const row = el("div", { class: "t-row" }, field, remover(words, column.heading, () => row.remove()));
    list.append(row);
    return field;
  };
  for (const day of text.split(BETWEEN).filter(Boolean)) add(day);
  const adding = button(words.panel_add, () => add().focus());
  const element = el("div", { role: "group", "aria-label": column.heading }, list, adding);
  const read = () => [...list.querySelectorAll("input")].map((one) => one.value).filter(Boolean).join(BETWEEN);
  return { element, read, focus: () => (list.querySelector("input") ?? adding).focus() };
}

function long(column, text) {
  const rows = text.length > 40 || text.includes("\n") ? "5" : "2";
  const field = el("textarea", { rows, maxlength: "5000", "aria-label": column.heading });
  field.value = text;
  return plain(field);
}

function line(column, text) {
  const type = column.editor === "day" ? "date" : "text";
  const inputmode = column.editor === "number" ? "decimal" : null;
  return plain(el("input", { type, inputmode, maxlength: "5000", "aria-label": column.heading, value: text }));
}

function plain(field) {
  return { element: field, read: () => field.value, focus: () => field.focus() };
}

function remover(words, what, onClick) {
  return button("×", onClick, { "aria-label": fill(words.panel_remove, { what }) });
}

/**
 * The panel of an answer in several parts: `dialogs/form_panel.py` tells what `node` and `value` are.
 * `mark(part, said)` shows at a field why it was refused; false when the panel has no such field.
 */
export function panelField(node, value, words) {
  const top = made(node, value, node.key, words);
  const mark = (part, said) => {
    for (const old of top.element.querySelectorAll(".t-fault")) old.remove();
    const found = [...top.element.querySelectorAll("[data-key]")].find((one) => placeOf(one, node.key) === part);
    if (!found) return false;
    found.append(el("p", { class: "t-fault", role: "alert", text: said }));
    found.querySelector("input, select, textarea")?.focus();
    return true;
  };
  return { ...top, mark };
}

/** Items come and go, so a field's path is told by where it stands now. */
function placeOf(element, top) {
  const parts = [];
  for (let one = element; one; one = one.parentElement?.closest("[data-key], [data-item]")) {
    if (one.dataset.item === undefined) parts.unshift(one.dataset.key);
    else parts.unshift(String([...one.parentElement.children].indexOf(one)));
    if (one.dataset.key === top && !one.parentElement?.closest("[data-item]")) break;
  }
  return parts.join(".");
}

function made(node, value, key, words) {
  if (node.nodes) return group(node, value, key, words);
  return node.editor === "place" ? place(node, value ?? {}, words) : single(node, value ?? "", words);
}

function single(node, text, words) {
  const heading = node.label;
  const field =
    node.editor === "fixed"
      ? { element: el("p", { class: "t-fixed", text: text || words.blank }), read: () => text, focus: () => {} }
      : cellField({ ...node, heading }, text, words);
  const note = node.editor === "fixed" ? words.panel_fixed : node.isConditional ? words.panel_conditional : node.help;
  const element = el(
    "div",
    { class: "t-field", "data-key": node.key },
    el("span", { text: node.isRequired ? heading : fill(words.panel_optional, { heading }) }),
    field.element,
    note ? el("small", { class: "t-soft", text: note }) : null,
  );
  return { element, read: field.read, focus: field.focus };
}

function place(node, value, words) {
  const fields = node.parts.map(([part, name]) => {
    const label = `${node.label} ${name}`;
    const field = el("input", { type: "text", maxlength: "200", "aria-label": label, value: value[part] ?? "" });
    return { part, field, row: el("div", { class: "t-field", "data-key": part }, el("span", { text: name }), field) };
  });
  const element = el(
    "fieldset",
    { class: "t-place", "data-key": node.key },
    el("legend", { text: node.label }),
    ...fields.map(({ row }) => row),
  );
  const read = () => ({ ...value, ...Object.fromEntries(fields.map(({ part, field }) => [part, field.value])) });
  return { element, read, focus: () => fields[0]?.field.focus() };
}

function group(node, items, key, words) {
  const list = el("div", { class: "t-items-of" });
  const held = new Map();
  const adding = button(words.panel_add, () => add({}).focus());
  const element = el(
    "fieldset",
    { class: "t-group", "data-key": key },
    el("legend", { text: node.label }),
    list,
    adding,
  );
  /** Names follow the order; no more and no fewer than the form allows. */
  const settle = () => {
    [...list.children].forEach((item, number) => {
      item.querySelector(".t-item-name").textContent = node.items[number] ?? "";
      item.querySelector(".t-item-remove").disabled = list.childElementCount <= node.min;
    });
    adding.disabled = list.childElementCount >= node.max;
  };
  const add = (item) => {
    const fields = node.nodes.map((one) => ({ key: one.key, ...made(one, item[one.key], one.key, words) }));
    const removing = button(words.panel_remove_item, () => {
      held.delete(box);
      box.remove();
      settle();
      adding.focus();
    }, { class: "button button-small t-item-remove" });
    const head = el("div", { class: "t-item-head" }, el("strong", { class: "t-item-name" }), removing);
    const box = el("div", { class: "t-item-of", "data-item": "" }, head, ...fields.map((one) => one.element));
    held.set(box, { origin: item["#"], fields });
    list.append(box);
    settle();
    return fields[0] ?? { focus: () => {} };
  };
  for (const item of items ?? []) add(item);
  while (list.childElementCount < node.min) add({});
  settle();
  const read = () =>
    [...list.children].map((box) => {
      const { origin, fields } = held.get(box);
      const values = Object.fromEntries(fields.map((one) => [one.key, one.read()]));
      return origin === undefined ? values : { ...values, "#": origin };
    });
  return { element, read, focus: () => (list.querySelector("input, select, textarea") ?? adding).focus() };
}
