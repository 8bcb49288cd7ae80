/** Draws a location as a card with a small made-up street sketch; no map tiles are fetched from anywhere. */

import { make, makeSvg } from "./dom.js";

const WIDTH = 240;
const HEIGHT = 120;
const PIN = "M12 2a7 7 0 0 0-7 7c0 5 7 13 7 13s7-8 7-13a7 7 0 0 0-7-7z";

/** Where a location opens outside LINE: a map page with a pin. */
export function mapLink(latitude, longitude) {
  return `https://www.google.com/maps/search/?api=1&query=${Number(latitude)},${Number(longitude)}`;
}

/** @param {{title?: string, address?: string, latitude: number, longitude: number}} message */
export function drawLocation(message) {
  const words = make("span", "lv-place-words", make("span", "lv-place-title", message.title || "位置情報"));
  if (message.address) words.append(make("span", "lv-place-address", message.address));
  const card = make("a", "lv-place", drawSketch(message.latitude, message.longitude), words);
  card.href = mapLink(message.latitude, message.longitude);
  card.target = "_blank";
  card.rel = "noopener noreferrer";
  return card;
}

/** The sketch depends only on the coordinates, so that one place always looks the same. */
function drawSketch(latitude, longitude) {
  const next = seeded(Math.round(Number(latitude) * 1e4) * 31 + Math.round(Number(longitude) * 1e4));
  const svg = makeSvg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "lv-sketch", "aria-hidden": "true" });
  svg.append(makeSvg("rect", { width: WIDTH, height: HEIGHT, fill: "#EEF1E6" }));

  for (let count = 0; count < 3; count += 1) {
    const green = { cx: next() * WIDTH, cy: next() * HEIGHT, rx: 24 + next() * 34, ry: 14 + next() * 18 };
    svg.append(makeSvg("ellipse", { ...green, fill: "#D3E6BF" }));
  }
  const bend = HEIGHT * (0.2 + 0.6 * next());
  const first = `${WIDTH / 3} ${bend - 50 * next()}`;
  const second = `${WIDTH / 2} ${bend + 60 * next()}`;
  const river = `M-10 ${bend} C ${first}, ${second}, ${WIDTH + 10} ${HEIGHT * next()}`;
  svg.append(makeSvg("path", { d: river, fill: "none", stroke: "#B5D9F2", "stroke-width": 10 + 8 * next() }));

  const slope = (next() - 0.5) * 40;
  for (const [colour, width] of [
    ["#D9D5C9", 7],
    ["#FFFFFF", 5],
  ]) {
    for (const at of [0.24, 0.5, 0.78]) {
      const y = HEIGHT * at;
      svg.append(line([-10, y - slope, WIDTH + 10, y + slope], colour, width));
      svg.append(line([WIDTH * at - slope / 2, -10, WIDTH * at + slope / 2, HEIGHT + 10], colour, width * 0.7));
    }
  }
  svg.append(line([-10, HEIGHT / 2 - slope, WIDTH + 10, HEIGHT / 2 + slope], "#F8D98B", 6));
  svg.append(drawPin());
  return svg;
}

function drawPin() {
  const pin = makeSvg("g", { transform: `translate(${WIDTH / 2 - 18} ${HEIGHT / 2 - 34}) scale(1.5)` });
  pin.append(makeSvg("path", { d: PIN, fill: "#E8413B", stroke: "#FFFFFF", "stroke-width": 1 }));
  pin.append(makeSvg("circle", { cx: 12, cy: 9, r: 2.6, fill: "#FFFFFF" }));
  return pin;
}

function line([x1, y1, x2, y2], stroke, width) {
  return makeSvg("line", { x1, y1, x2, y2, stroke, "stroke-width": width, "stroke-linecap": "round" });
}

/** A short linear congruential generator (Numerical Recipes' constants); it only decides how a sketch looks. */
function seeded(seed) {
  let state = Math.abs(Math.trunc(seed)) % 4294967296 || 1;
  return () => {
    state = (1664525 * state + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}
