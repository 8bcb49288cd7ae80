/**
 * LINE's Flex keywords and their lengths as style values. No DOM here.
 *
 * Rules: LINE Developers, "Flex Message layout" and "Messaging API reference: Flex Message" (read 2026-08-07).
 * The documents name the keywords but not their pixels; these are what LINE's own simulator draws.
 */

export const SPACES = { none: 0, xs: 2, sm: 4, md: 8, lg: 12, xl: 16, xxl: 20 };
export const TEXT_SIZES = {
  xxs: 11,
  xs: 13,
  sm: 14,
  md: 16,
  lg: 19,
  xl: 22,
  xxl: 29,
  "3xl": 35,
  "4xl": 48,
  "5xl": 74,
};
export const IMAGE_SIZES = {
  xxs: 40,
  xs: 60,
  sm: 80,
  md: 100,
  lg: 120,
  xl: 140,
  xxl: 160,
  "3xl": 180,
  "4xl": 200,
  "5xl": 220,
};
const BORDERS = { none: 0, light: 0.5, normal: 1, medium: 2, "semi-bold": 3, bold: 4 };

/** Width and corner of a bubble, and the padding (top right bottom left) of its blocks where a box sets none. */
export const BUBBLES = {
  nano: { width: 120, radius: 10, header: [10, 10, 10, 10], body: [10, 10, 10, 10], bodyAboveFooter: 10 },
  micro: { width: 160, radius: 10, header: [10, 10, 10, 10], body: [10, 10, 10, 10], bodyAboveFooter: 10 },
  deca: { width: 220, radius: 10, header: [11, 14, 13, 14], body: [11, 14, 13, 14], bodyAboveFooter: 17 },
  hecto: { width: 241, radius: 10, header: [11, 14, 13, 14], body: [11, 14, 13, 14], bodyAboveFooter: 17 },
  kilo: { width: 260, radius: 10, header: [13, 13, 13, 13], body: [13, 13, 13, 13], bodyAboveFooter: 17 },
  mega: { width: 300, radius: 17, header: [20, 20, 20, 20], body: [19, 20, 20, 20], bodyAboveFooter: 10 },
  giga: { width: 500, radius: 5, header: [20, 20, 20, 20], body: [19, 20, 20, 20], bodyAboveFooter: 10 },
};

/** How much larger letters with `scaling` get at each text size a person may choose in LINE. */
export const SCALES = { small: 0.88, normal: 1, large: 1.15, extraLarge: 1.35 };

const LENGTH = /^\d+(\.\d+)?(px|%)$/;
const COLOUR = /^#([0-9a-f]{6}|[0-9a-f]{8})$/i;

/** `"12px"`, `"50%"` or a keyword of `keywords` as a style length; undefined for anything else. */
export function length(value, keywords = {}) {
  if (typeof value !== "string") return undefined;
  if (Object.hasOwn(keywords, value)) return `${keywords[value]}px`;
  return LENGTH.test(value) ? value : undefined;
}

/** Offsets may be negative, unlike every other length. */
function offset(value) {
  return typeof value === "string" && value.startsWith("-") && LENGTH.test(value.slice(1))
    ? value
    : length(value, SPACES);
}

/** `#RRGGBB` or `#RRGGBBAA`, else undefined. */
export function colour(value) {
  return typeof value === "string" && COLOUR.test(value) ? value : undefined;
}

/** A box's `background` object as an image value, or undefined when it is no gradient. */
export function gradient(background) {
  const from = colour(background?.startColor);
  const to = colour(background?.endColor);
  if (background?.type !== "linearGradient" || !from || !to) return undefined;
  const angle = /^\d+(\.\d+)?deg$/.test(background.angle ?? "") ? background.angle : "0deg";
  const middle = colour(background.centerColor);
  const at = /^\d+(\.\d+)?%$/.test(background.centerPosition ?? "") ? background.centerPosition : "50%";
  return `linear-gradient(${[angle, from, ...(middle ? [`${middle} ${at}`] : []), to].join(", ")})`;
}

/** `"20:13"` as `"20 / 13"`; square when absent or unusable, and never taller than three times its width. */
export function ratio(value) {
  const match = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(value ?? "");
  if (!match || Number(match[1]) === 0 || Number(match[2]) === 0) return "1 / 1";
  const width = Number(match[1]);
  return `${width} / ${Math.min(Number(match[2]), 3 * width)}`;
}

/** Letter size of a text, span, icon or button in px. @param {number} scale applied only with `scaling: true` */
export function textSize(component, scale = 1, standard = "md") {
  const pixels = length(component.size ?? standard, TEXT_SIZES) ?? `${TEXT_SIZES[standard]}px`;
  if (pixels.endsWith("%")) return `${TEXT_SIZES[standard]}px`;
  return component.scaling === true ? `${Math.round(parseFloat(pixels) * scale * 10) / 10}px` : pixels;
}

/** Width of an image's drawing area: pixels, per cent of the component, or the whole of it. */
export function imageWidth(size = "md") {
  return size === "full" ? "100%" : (length(size, IMAGE_SIZES) ?? `${IMAGE_SIZES.md}px`);
}

/**
 * The style that places one component in its parent: share of the space, the gap before it, and offsets.
 *
 * @param {object} component
 * @param {{layout: string, spacing?: string, first: boolean}} place `first`: no component stands before it
 */
export function placement(component, { layout, spacing, first }) {
  const sideways = layout !== "vertical";
  const absolute = component.position === "absolute";
  const style = {
    position: absolute ? "absolute" : "relative",
    top: offset(component.offsetTop),
    bottom: offset(component.offsetBottom),
    insetInlineStart: offset(component.offsetStart),
    insetInlineEnd: offset(component.offsetEnd),
  };
  if (absolute) return style;

  style.flex = share(component, sideways);
  const inherited = first || component.type === "filler" ? undefined : length(spacing, SPACES);
  style[sideways ? "marginInlineStart" : "marginTop"] = length(component.margin, SPACES) ?? inherited;
  return style;
}

function share(component, sideways) {
  if (component.type === "separator" || component.type === "icon") return "0 0 auto";
  const fixed = component.type === "box" && sideways && (length(component.width) || length(component.height));
  const byNature = component.type === "filler" || (sideways && !fixed) ? 1 : 0;
  const parts = Number.isFinite(component.flex) && component.flex >= 0 ? component.flex : byNature;
  if (parts === 0) return "0 0 auto";
  return sideways ? `${parts} 1 0px` : `${parts} 0 auto`;
}

const AXIS = new Set(["flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"]);

/** The style of a box itself: direction, size, padding, border, background and how it spreads its children. */
export function boxStyle(box) {
  return {
    flexDirection: box.layout === "vertical" ? "column" : "row",
    alignItems: AXIS.has(box.alignItems) ? box.alignItems : box.layout === "baseline" ? "baseline" : undefined,
    justifyContent: AXIS.has(box.justifyContent) ? box.justifyContent : undefined,
    width: length(box.width),
    maxWidth: length(box.maxWidth),
    height: length(box.height),
    maxHeight: length(box.maxHeight),
    backgroundColor: colour(box.backgroundColor),
    backgroundImage: gradient(box.background),
    borderStyle: length(box.borderWidth, BORDERS) ? "solid" : undefined,
    borderWidth: length(box.borderWidth, BORDERS),
    borderColor: colour(box.borderColor) ?? "transparent",
    borderRadius: length(box.cornerRadius, SPACES),
    ...paddings(box),
  };
}

/** A box's own paddings, each side over `paddingAll`. */
export function paddings(box) {
  const all = length(box.paddingAll, SPACES);
  return {
    paddingTop: length(box.paddingTop, SPACES) ?? all,
    paddingBottom: length(box.paddingBottom, SPACES) ?? all,
    paddingInlineStart: length(box.paddingStart, SPACES) ?? all,
    paddingInlineEnd: length(box.paddingEnd, SPACES) ?? all,
  };
}

/** Padding of a block's outermost box where the box leaves a side open. */
export function blockPadding(block, size, hasFooter) {
  const bubble = BUBBLES[size] ?? BUBBLES.mega;
  if (block === "hero") return {};
  const [top, end, bottom, start] = block === "footer" ? [10, 10, 10, 10] : bubble[block];
  const below = block === "body" && hasFooter ? bubble.bodyAboveFooter : bottom;
  return {
    paddingTop: `${top}px`,
    paddingBottom: `${below}px`,
    paddingInlineStart: `${start}px`,
    paddingInlineEnd: `${end}px`,
  };
}
