/** The dialogs of the line above the table: columns, views, files. */

import { fill, grouped, moved } from "./model.js";
import { button, el, labelled, openDialog, tick } from "./parts.js";

/** Which columns are shown, and in which order. */
export function openColumns(desk) {
  const { words } = desk;
  const { body } = openDialog(words.columns_title, words);
  const list = el("ul", { class: "t-columns" });
  const set = (keys) => {
    if (!keys.length) return;
    desk.keys = keys;
    desk.onChange();
    draw();
  };
  const draw = (focused = "") => {
    const others = desk.columns.filter((one) => !desk.keys.includes(one.key)).map((one) => one.key);
    const byKey = new Map(desk.columns.map((one) => [one.key, one]));
    list.replaceChildren(
      ...[...desk.keys, ...others].map((key) => {
        const isShown = desk.keys.includes(key);
        const place = desk.keys.indexOf(key);
        const box = tick(byKey.get(key).heading, isShown, (on) =>
          set(on ? [...desk.keys, key] : desk.keys.filter((one) => one !== key)),
        );
        const move = (by, sign, label) =>
          button(sign, () => {
            desk.keys = moved(desk.keys, key, by);
            desk.onChange();
            draw(`${key}${by}`);
          }, {
            "aria-label": `${byKey.get(key).heading} ${label}`,
            "data-move": `${key}${by}`,
            disabled: by < 0 ? place === 0 : place === desk.keys.length - 1,
          });
        return el(
          "li",
          {},
          box,
          isShown ? el("span", { class: "t-move" }, move(-1, "↑", words.previous), move(1, "↓", words.next)) : null,
        );
      }),
    );
    if (focused) list.querySelector(`[data-move="${CSS.escape(focused)}"]`)?.focus();
  };
  draw();
  body.append(
    el(
      "div",
      { class: "t-row" },
      button(words.columns_all, () => set(desk.columns.map((one) => one.key))),
      button(words.columns_none, () => set(desk.columns.slice(0, 1).map((one) => one.key))),
    ),
    list,
  );
}

/** Views kept by name: taken, saved, shared, forgotten. */
export function openViews(desk, say) {
  const { words } = desk;
  const { body, close } = openDialog(words.views_title, words);
  const list = el("ul", { class: "t-views" });
  const draw = () => {
    const lines = desk.views.map((view) =>
      el(
        "li",
        {},
        button(view.name, () => {
          close();
          desk.open(view.conditions, view);
        }),
        view.isShared ? el("small", { class: "t-mark", text: words.view_team }) : null,
        view.isOwn
          ? button(
              words.view_delete,
              async () => {
                const views = await desk.try(() => desk.api.removeView(view.id));
                if (!views) return;
                desk.views = views;
                say(fill(words.view_removed, view));
                draw();
              },
              { "aria-label": `${view.name} ${words.view_delete}` },
            )
          : null,
      ),
    );
    list.replaceChildren(...(lines.length ? lines : [el("li", { class: "t-soft", text: words.views_none })]));
  };
  draw();
  let isShared = false;
  const name = el("input", { type: "text", maxlength: "40", required: true });
  const asked = el("div", {});
  const save = async (replace) => {
    const view = desk.wanted({ name: name.value, isShared, replace, columns: desk.keys });
    try {
      desk.views = await desk.api.saveView(view);
    } catch (error) {
      if (error.facts?.code === "tables.view_name_taken") {
        const yes = button(words.view_replace_go, () => save(true));
        asked.replaceChildren(el("p", { role: "alert", text: fill(words.view_replace, { name: name.value }) }), yes);
        yes.focus();
        return;
      }
      desk.tell(error);
      return;
    }
    asked.replaceChildren();
    say(fill(words.view_saved, { name: name.value.trim() }));
    name.value = "";
    draw();
  };
  body.append(
    el(
      "div",
      { class: "t-row" },
      button(words.views_first, () => {
        close();
        desk.keys = desk.columns.filter((one) => one.isShown).map((one) => one.key);
        desk.want(desk.begin);
      }),
    ),
    list,
    el(
      "form",
      {
        class: "t-form",
        onSubmit: (event) => {
          event.preventDefault();
          if (name.value.trim()) save(false);
        },
      },
      el("h3", { text: words.view_save }),
      labelled(words.view_name, name),
      desk.may.hasTeam ? tick(words.view_share, false, (on) => { isShared = on; }) : null,
      asked,
      el("button", { type: "submit", class: "button button-main", text: words.save }),
    ),
  );
}

/** What is shown, as a file. */
export function openExport(desk, say) {
  const { words } = desk;
  const { body, close } = openDialog(words.export_title, words);
  const facts = { total: grouped(desk.total), columns: desk.keys.length };
  const buttons = ["csv", "sjis", "xlsx"].map((form) =>
    button(words[`export_${form}`], (event) => take(form, event.currentTarget), {
      class: form === "csv" ? "button button-main" : "button",
    }),
  );
  const state = el("p", { role: "status" });
  const take = async (form) => {
    for (const one of buttons) one.disabled = true;
    state.textContent = words.exporting;
    const file = await desk.try(() => desk.api.take(desk.wanted({ columns: desk.keys, form })));
    for (const one of buttons) one.disabled = false;
    state.textContent = "";
    if (!file) return;
    const link = el("a", { href: URL.createObjectURL(file.blob), download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    close();
    say(file.lost ? fill(words.exported_lost, { count: file.lost }) : words.exported);
  };
  body.append(el("p", { text: fill(words.export_note, facts) }), el("div", { class: "t-row" }, ...buttons), state);
  buttons[0].focus();
}
