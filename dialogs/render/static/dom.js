/**
 * Small helpers to build elements. What people wrote only ever becomes text nodes and checked addresses;
 * styles are set through the style object, which a strict Content-Security-Policy allows.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 *
 * @param {string} tag
 * @param {string} [className]
 * @param {...(Node|string|null|undefined|false)} children strings become text nodes, empty values are left out
 * @returns {HTMLElement}
 */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child);
  }
  return element;
}

/** Make a real button that never submits a form. */
export function makeButton(className, onClick, ...children) {
  const button = make("button", className, ...children);
  button.type = "button";
  if (onClick) button.addEventListener("click", onClick);
  return button;
}

/** Make an SVG element with attributes; `children` are SVG nodes. */
export function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** Draw a 24 × 24 line icon from path data. It is decoration: the button around it carries the words. */
export function makeIcon(path, className = "lv-icon") {
  return makeSvg(
    "svg",
    { viewBox: "0 0 24 24", class: className, "aria-hidden": "true", focusable: "false" },
    makeSvg("path", { d: path }),
  );
}

/** Set only those style properties that have a value. */
export function setStyle(element, style) {
  for (const [name, value] of Object.entries(style)) {
    if (value !== undefined && value !== null && value !== "") element.style[name] = value;
  }
}

/** The address of a picture or film, or null when it is not one a page may load. Relative addresses are ours. */
export function mediaUrl(value) {
  return (
    allowed(value, /^(https?|blob):$/) ?? (/^data:image\/(png|jpeg|gif|webp);/i.test(String(value)) ? value : null)
  );
}

/** The address of a link, or null when its scheme is not one LINE opens. */
export function linkUrl(value) {
  return allowed(value, /^(https?|tel|line|mailto):$/);
}

function allowed(value, schemes) {
  if (typeof value !== "string" || value === "") return null;
  try {
    const base = globalThis.location?.href ?? "http://localhost/";
    return schemes.test(new URL(value, base).protocol) ? value : null;
  } catch {
    return null;
  }
}

/**
 * A picture that says so calmly when it cannot be loaded.
 *
 * @param {string} url
 * @param {string} alt
 * @param {string} className
 * @param {"cover"|"contain"} [fit]
 */
export function makePicture(url, alt, className, fit = "cover") {
  const address = mediaUrl(url);
  const image = make("img", className);
  image.alt = alt;
  image.decoding = "async";
  image.draggable = false;
  image.style.objectFit = fit;
  image.addEventListener("error", () => image.replaceWith(brokenPicture(alt, className)));
  if (address === null) return brokenPicture(alt, className);
  image.src = address;
  return image;
}

function brokenPicture(alt, className) {
  const box = make("span", `${className} lv-broken`, make("span", "lv-broken-words", "画像を表示できません"));
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", alt || "画像を表示できません");
  return box;
}
