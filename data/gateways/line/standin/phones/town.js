/**
 * The sample town as a sketch map: a flat projection around it, places to choose, and the lines to draw.
 * Coordinates are degrees (WGS 84); the river, railway and roads only give an impression. No DOM here.
 */

export const PLACES = [
  { name: "戸沢村役場", address: "山形県最上郡戸沢村大字古口", latitude: 38.7376, longitude: 140.1436 },
  { name: "古口駅", address: "山形県最上郡戸沢村大字古口", latitude: 38.7393, longitude: 140.1213 },
  { name: "角川", address: "山形県最上郡戸沢村大字角川", latitude: 38.6645, longitude: 140.1086 },
];

export const RIVERS = [
  {
    width: 16,
    line: [
      [38.762, 140.26],
      [38.757, 140.22],
      [38.745, 140.195],
      [38.7505, 140.168],
      [38.7455, 140.145],
      [38.7465, 140.125],
      [38.7415, 140.108],
      [38.749, 140.085],
      [38.76, 140.06],
      [38.766, 140.02],
      [38.78, 139.98],
    ],
  },
  {
    width: 7,
    line: [
      [38.63, 140.125],
      [38.655, 140.113],
      [38.68, 140.118],
      [38.7, 140.107],
      [38.72, 140.116],
      [38.7345, 140.1165],
      [38.7445, 140.118],
    ],
  },
];
export const ROADS = [
  {
    width: 7,
    line: [
      [38.756, 140.26],
      [38.75, 140.215],
      [38.74, 140.19],
      [38.744, 140.165],
      [38.7385, 140.148],
      [38.7408, 140.125],
      [38.7365, 140.106],
      [38.745, 140.08],
      [38.756, 140.055],
      [38.761, 140.0],
    ],
  },
  {
    width: 5,
    line: [
      [38.7408, 140.125],
      [38.719, 140.122],
      [38.7, 140.113],
      [38.678, 140.123],
      [38.6645, 140.1086],
      [38.635, 140.1],
    ],
  },
  {
    width: 4,
    line: [
      [38.73, 140.1415],
      [38.7393, 140.1452],
      [38.76, 140.15],
      [38.79, 140.142],
    ],
  },
];
export const RAILWAY = [
  [38.752, 140.26],
  [38.746, 140.21],
  [38.736, 140.188],
  [38.7395, 140.162],
  [38.7345, 140.146],
  [38.7393, 140.1213],
  [38.7345, 140.103],
  [38.743, 140.078],
  [38.754, 140.053],
  [38.759, 140.0],
];

const METRES_PER_DEGREE = 111_320;
export const NEAREST_SCALE = 0.5;
export const FARTHEST_SCALE = 60;

/**
 * A view of the map: its centre in degrees, metres per pixel, and its size in pixels.
 *
 * @typedef {{latitude: number, longitude: number, scale: number, width: number, height: number}} View
 */

/** @param {View} view @returns {{x: number, y: number}} pixels from the view's upper left corner */
export function toPixels(view, latitude, longitude) {
  const east = (longitude - view.longitude) * METRES_PER_DEGREE * Math.cos(radians(view.latitude));
  const north = (latitude - view.latitude) * METRES_PER_DEGREE;
  return { x: view.width / 2 + east / view.scale, y: view.height / 2 - north / view.scale };
}

/**
 * A smooth line through points, as SVG path data (Catmull-Rom as cubic curves).
 *
 * @param {{x: number, y: number}[]} points at least two
 */
export function smoothPath(points) {
  const at = (index) => points[Math.min(points.length - 1, Math.max(0, index))];
  const write = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const lean = (point, from, to) => ({ x: point.x + (to.x - from.x) / 6, y: point.y + (to.y - from.y) / 6 });
  const curves = points.slice(1).map((end, index) => {
    const first = lean(at(index), at(index - 1), end);
    const second = lean(end, at(index + 2), at(index));
    return `C ${write(first)} ${write(second)} ${write(end)}`;
  });
  return [`M ${write(points[0])}`, ...curves].join(" ");
}

/** The inverse of `toPixels`, rounded to the six places a telephone sends (about 10 cm). */
export function toDegrees(view, x, y) {
  const north = (view.height / 2 - y) * view.scale;
  const east = (x - view.width / 2) * view.scale;
  return {
    latitude: round(view.latitude + north / METRES_PER_DEGREE),
    longitude: round(view.longitude + east / (METRES_PER_DEGREE * Math.cos(radians(view.latitude)))),
  };
}

/** Move the view by pixels, as when the map is dragged. */
export function panned(view, dx, dy) {
  return { ...view, ...toDegrees(view, view.width / 2 - dx, view.height / 2 - dy) };
}

/** Zoom in (factor < 1) or out about the view's middle, within the map's bounds. */
export function zoomed(view, factor) {
  return { ...view, scale: Math.min(FARTHEST_SCALE, Math.max(NEAREST_SCALE, view.scale * factor)) };
}

/** Degrees typed by a person, or null when they name no point on earth. */
export function readPoint(latitudeText, longitudeText) {
  const [latitude, longitude] = [latitudeText, longitudeText].map((text) =>
    String(text).trim() === "" ? NaN : Number(text),
  );
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180)) return null;
  return { latitude: round(latitude), longitude: round(longitude) };
}

function radians(degrees) {
  return (degrees * Math.PI) / 180;
}

function round(degrees) {
  return Math.round(degrees * 1e6) / 1e6;
}
