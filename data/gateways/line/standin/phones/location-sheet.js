/** Chooses a place: click the sketch map, take a place of the town, or type the coordinates. */

import { field, make, svg, wordButton } from "./parts.js";
import { openSheet } from "./sheet.js";
import { panned, PLACES, RAILWAY, readPoint, RIVERS, ROADS, smoothPath, toDegrees, toPixels, zoomed } from "./town.js";

const WIDTH = 343;
const HEIGHT = 250;
const DRAG_STARTS_PX = 5;

/**
 * @param {HTMLElement} screen
 * @param {{places?: object[], onPick: (place: object) => void}} options `onPick` gets {latitude, longitude, title?,
 *   address?}; `places` stand in for the sample town's
 */
export function chooseLocation(screen, { places = PLACES, onPick }) {
  openSheet(screen, "位置情報を送る", (close) => {
    let chosen = { ...places[0] };
    let view = { latitude: chosen.latitude, longitude: chosen.longitude, scale: 12, width: WIDTH, height: HEIGHT };

    const map = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "map", role: "img", "aria-label": "村の略図" });
    const [latitudeLabel, latitude] = field("緯度", "text", { inputmode: "decimal" });
    const [longitudeLabel, longitude] = field("経度", "text", { inputmode: "decimal" });
    const words = make("p", "map-words");
    const send = wordButton("この場所を送る", "main-button", () => {
      close();
      const { name, address } = chosen;
      onPick({
        latitude: chosen.latitude,
        longitude: chosen.longitude,
        ...(name ? { title: name } : {}),
        ...(address ? { address } : {}),
      });
    });

    const redraw = () => map.replaceChildren(...drawTown(view, places, chosen));
    const choose = (place, { recentre = false } = {}) => {
      chosen = place;
      latitude.value = place.latitude.toFixed(6);
      longitude.value = place.longitude.toFixed(6);
      words.textContent = place.name ? `${place.name}（${place.address ?? ""}）` : "地図で選んだ場所";
      send.disabled = false;
      if (recentre) view = { ...view, latitude: place.latitude, longitude: place.longitude };
      redraw();
    };
    const readInputs = () => {
      const point = readPoint(latitude.value, longitude.value);
      send.disabled = point === null;
      if (point === null) {
        words.textContent = "緯度と経度を数字で入れてください。";
        return;
      }
      chosen = point;
      words.textContent = "入力した場所";
      view = { ...view, ...point };
      redraw();
    };
    latitude.addEventListener("input", readInputs);
    longitude.addEventListener("input", readInputs);

    const move = (next) => {
      view = next;
      redraw();
    };
    letPoint(map, {
      current: () => view,
      onMove: move,
      onPoint: (x, y) => choose(toDegrees(view, x, y)),
    });
    const nearer = wordButton("＋", "map-zoom", () => move(zoomed(view, 0.5)));
    const farther = wordButton("－", "map-zoom", () => move(zoomed(view, 2)));
    nearer.setAttribute("aria-label", "地図を大きくする");
    farther.setAttribute("aria-label", "地図を小さくする");
    const frame = make(
      "div",
      "map-frame",
      map,
      make("div", "map-zooms", nearer, farther),
      make("span", "map-note", "略図です"),
    );

    const presets = places.map((place) =>
      wordButton(place.name, "chip", () => choose({ ...place }, { recentre: true })),
    );
    choose(chosen);
    return [frame, make("div", "chips", ...presets), words, make("div", "pair", latitudeLabel, longitudeLabel), send];
  });
}

/** A click sets the pin, dragging moves the map, the wheel zooms. Positions are in the map's own pixels. */
function letPoint(map, { current, onMove, onPoint }) {
  let start = null;
  let dragged = false;
  const positionOf = (event) => {
    const box = map.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) * WIDTH) / box.width,
      y: ((event.clientY - box.top) * HEIGHT) / box.height,
    };
  };
  map.addEventListener("pointerdown", (event) => {
    dragged = false;
    start = { ...positionOf(event), view: current() };
    map.setPointerCapture(event.pointerId);
  });
  map.addEventListener("pointermove", (event) => {
    if (!start) return;
    const { x, y } = positionOf(event);
    if (!dragged && Math.hypot(x - start.x, y - start.y) < DRAG_STARTS_PX) return;
    dragged = true;
    onMove(panned(start.view, x - start.x, y - start.y));
  });
  map.addEventListener("pointerup", (event) => {
    if (start && !dragged) {
      const { x, y } = positionOf(event);
      onPoint(x, y);
    }
    start = null;
  });
  map.addEventListener("pointercancel", () => {
    start = null;
  });
  map.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      onMove(zoomed(current(), event.deltaY > 0 ? 1.25 : 0.8));
    },
    { passive: false },
  );
}

function drawTown(view, places, chosen) {
  const parts = [svg("rect", { width: WIDTH, height: HEIGHT, fill: "#e4ecd6" })];
  for (const { width, line } of RIVERS) parts.push(stroke(view, line, "#a9d3ee", width));
  for (const { width, line } of ROADS)
    parts.push(stroke(view, line, "#d8cfae", width + 2), stroke(view, line, "#fff6d6", width));
  parts.push(stroke(view, RAILWAY, "#5f6b7a", 3));
  const ties = stroke(view, RAILWAY, "#ffffff", 1.5);
  ties.setAttribute("stroke-dasharray", "8 8");
  parts.push(ties);
  for (const place of places) parts.push(...drawName(view, place));
  parts.push(drawPin(toPixels(view, chosen.latitude, chosen.longitude)));
  return parts;
}

function stroke(view, line, colour, width) {
  const path = smoothPath(line.map(([latitude, longitude]) => toPixels(view, latitude, longitude)));
  return svg("path", { d: path, fill: "none", stroke: colour, "stroke-width": width, "stroke-linecap": "round" });
}

function drawName(view, place) {
  const { x, y } = toPixels(view, place.latitude, place.longitude);
  const words = svg("text", { x: x + 8, y: y + 4, class: "map-name" });
  words.textContent = place.name;
  return [svg("circle", { cx: x, cy: y, r: 4, fill: "#ffffff", stroke: "#4b5563", "stroke-width": 2 }), words];
}

function drawPin({ x, y }) {
  const pin = svg("g", { class: "map-pin", transform: `translate(${x - 15} ${y - 28}) scale(1.25)` });
  const drop = "M12 22s8-8 8-13.5A8 8 0 0 0 4 8.5C4 14 12 22 12 22z";
  pin.append(svg("path", { d: drop, fill: "#e8413b", stroke: "#ffffff", "stroke-width": 1.2 }));
  pin.append(svg("circle", { cx: 12, cy: 9, r: 3, fill: "#ffffff" }));
  return pin;
}
