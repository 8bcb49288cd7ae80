/** How one column is sorted and filtered: a small dialog that fits its kind. */

import { fill, filterOf, filterWay, readFilter, sortOf, withFilter } from "./model.js";
import { button, el, labelled, openDialog, tick } from "./parts.js";

const MANY = 12;

/**
 * @param {object} column
 * @param {import("./desk.js").Desk} desk
 */
export async function openFilter(column, desk) {
  const { words, api } = desk;
  const { dialog, body, close } = openDialog(fill(words.filter_title, column), words);
  const now = filterOf(desk.query, column.key);
  const way = filterWay(column);
  const state = {
    way,
    special: now?.op === "empty" || now?.op === "filled" ? now.op : "",
    text: now?.op === "contains" ? now.values[0] : "",
    low: now?.op === "between" ? now.values[0] : "",
    high: now?.op === "between" ? now.values[1] : "",
    ticked: now?.op === "any_of" ? [...now.values] : [],
  };
  const sort = sortOf(desk.query, column.key);
  const order = (down) => {
    close();
    desk.want({ ...desk.query, order: [[column.key, down]] });
  };
  const sorts = el(
    "div",
    { class: "t-row" },
    button(words.sort_up, () => order(false), { "aria-pressed": String(sort === "ascending") }),
    button(words.sort_down, () => order(true), { "aria-pressed": String(sort === "descending") }),
  );
  const fields = el("div", { class: "t-fields" });
  const special = el(
    "div",
    { class: "t-row" },
    ...["empty", "filled"].map((kind) =>
      button(
        words[`filter_${kind}`],
        () => {
          state.special = kind;
          decide();
        },
        { "aria-pressed": String(state.special === kind) },
      ),
    ),
  );
  const decide = () => {
    close();
    desk.want(withFilter(desk.query, column.key, readFilter(state)));
  };
  const form = el(
    "form",
    {
      class: "t-form",
      onSubmit: (event) => {
        event.preventDefault();
        state.special = "";
        decide();
      },
    },
    sorts,
    fields,
    special,
    el(
      "div",
      { class: "t-row t-end" },
      now ? button(fill(words.remove, { what: words.filters }), () => {
        close();
        desk.want(withFilter(desk.query, column.key, null));
      }) : null,
      el("button", { type: "submit", class: "button button-main", text: words.apply }),
    ),
  );
  body.append(form);
  if (way === "contains") {
    const input = el("input", {
      type: "text",
      maxlength: "200",
      value: state.text,
      onInput: (event) => {
        state.text = event.target.value;
      },
    });
    fields.append(labelled(words.filter_contains, input));
    input.focus();
  } else if (way === "between") {
    const type = column.kind === "number" ? "text" : "date";
    const mode = column.kind === "number" ? "decimal" : null;
    const end = (key, label) => {
      const input = el("input", {
        type,
        inputmode: mode,
        value: state[key],
        onInput: (event) => {
          state[key] = event.target.value;
        },
      });
      return labelled(label, input);
    };
    const row = el("div", { class: "t-row" }, end("low", words.filter_from), end("high", words.filter_until));
    fields.append(row);
    row.querySelector("input").focus();
  } else {
    fields.append(el("p", { class: "t-soft", text: words.loading }));
    let listed;
    try {
      listed = await api.choices(desk.wanted({ column: column.key }));
    } catch (error) {
      close();
      desk.tell(error);
      return;
    }
    if (dialog.isConnected) fields.replaceChildren(...choices(listed, state, words));
    fields.querySelector("input")?.focus();
  }
}

function choices(listed, state, words) {
  const known = new Set(listed.map(([value]) => value));
  const all = [...listed, ...state.ticked.filter((one) => !known.has(one)).map((one) => [one, 0])];
  const list = el("div", { class: "t-choices", role: "group", "aria-label": words.filter_choices });
  const draw = (wanted) => {
    const narrow = wanted.normalize("NFKC").toLowerCase();
    const shown = all.filter(([value]) => value.normalize("NFKC").toLowerCase().includes(narrow));
    list.replaceChildren(
      ...shown.map(([value, count]) =>
        tick(
          value || words.filter_blank,
          state.ticked.includes(value),
          (isTicked) => {
            state.ticked = isTicked ? [...state.ticked, value] : state.ticked.filter((one) => one !== value);
          },
          String(count),
        ),
      ),
    );
  };
  draw("");
  if (all.length <= MANY) return [list];
  const find = el("input", { type: "search", onInput: (event) => draw(event.target.value) });
  const more = all.length >= 200 ? el("p", { class: "t-soft", text: words.filter_more }) : null;
  return [labelled(words.filter_find, find), list, more].filter(Boolean);
}
