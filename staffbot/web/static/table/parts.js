/** Small pieces of page. What people wrote only ever becomes text. */

/** An element with attributes, handlers (`onClick`) and children; null children are left out. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2).toLowerCase(), value);
    else if (key === "text") made.textContent = value;
    else if (key === "value") made.value = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A button. */
export function button(text, onClick, attributes = {}) {
  return el("button", { type: "button", class: "button button-small", text, onClick, ...attributes });
}

/**
 * A dialog over the page, closed by Escape, by its own button, or by `close()`; the focus goes back to where it was.
 * @param {string} title
 * @param {{close: string}} words
 */
export function openDialog(title, words, { side = false } = {}) {
  const before = document.activeElement;
  const body = el("div", { class: "t-dialog-body" });
  const heading = el("h2", { class: "t-dialog-title", id: "t-dialog-title", text: title, tabindex: "-1" });
  const closing = button(words.close, () => dialog.close());
  const head = el("div", { class: "t-dialog-head" }, heading, closing);
  const dialog = el(
    "dialog",
    { class: side ? "t-dialog t-side" : "t-dialog", "aria-labelledby": "t-dialog-title" },
    head,
    body,
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, body, heading, close: () => dialog.close() };
}

/** A field with its label above it. */
export function labelled(label, field) {
  return el("label", { class: "t-field" }, el("span", { text: label }), field);
}

/** A tick box with its label beside it. */
export function tick(label, checked, onChange, note = "") {
  const box = el("input", { type: "checkbox", onChange: (event) => onChange(event.target.checked) });
  box.checked = checked;
  return el(
    "label",
    { class: "t-tick" },
    box,
    el("span", { text: label }),
    note ? el("small", { text: note }) : null,
  );
}
