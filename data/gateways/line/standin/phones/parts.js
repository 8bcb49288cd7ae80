/** Elements shared by the parts of a phone. */

const SVG = "http://www.w3.org/2000/svg";

export const ICONS = {
  plus: "M12 5v14M5 12h14",
  menu: "M4 7h16M4 12h16M4 17h16",
  send: "M4 12l16-8-5 16-3.5-6.5z",
  photo: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  file: "M6 2h8l5 5v15H6zM14 2v5h5",
  pin: "M12 21s7-7 7-12a7 7 0 0 0-14 0c0 5 7 12 7 12zM12 11.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c1 1.300 2.200 2 3.5 2s2.5-.7 3.5-2M9 9.5h.01M15 9.5h.01",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  dots: "M6 12h.01M12 12h.01M18 12h.01",
};

/** Make an element; strings become text nodes, empty values are left out. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

export function icon(name) {
  const shape = svg("path", { d: ICONS[name] });
  return svg("svg", { viewBox: "0 0 24 24", class: "lv-icon", "aria-hidden": "true", focusable: "false" }, shape);
}

/** A real button with words. */
export function wordButton(words, className, onClick) {
  const button = make("button", className, words);
  button.type = "button";
  if (onClick) button.addEventListener("click", onClick);
  return button;
}

/** A real button that shows only an icon; its words are for screen readers and the mouse's hint. */
export function iconButton(name, words, className, onClick) {
  const button = wordButton("", className, onClick);
  button.append(icon(name));
  button.setAttribute("aria-label", words);
  button.title = words;
  return button;
}

/** A labelled input: returns [label element, input]. */
export function field(words, type, attributes = {}) {
  const input = make("input");
  input.type = type;
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  return [make("label", "field", make("span", "", words), input), input];
}
