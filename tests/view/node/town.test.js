import assert from "node:assert/strict";
import test from "node:test";
import {
  FARTHEST_SCALE,
  NEAREST_SCALE,
  panned,
  PLACES,
  readPoint,
  smoothPath,
  toDegrees,
  toPixels,
  zoomed,
} from "../phones/town.js";

const VIEW = { latitude: 38.7376, longitude: 140.1436, scale: 12, width: 343, height: 250 };

test("the middle of the map is where the view stands", () => {
  assert.deepEqual(toPixels(VIEW, VIEW.latitude, VIEW.longitude), { x: 171.5, y: 125 });
});

test("a click gives back the place that is drawn there", () => {
  for (const { latitude, longitude } of PLACES) {
    const { x, y } = toPixels(VIEW, latitude, longitude);
    const back = toDegrees(VIEW, x, y);

    assert.ok(Math.abs(back.latitude - latitude) < 1e-6 && Math.abs(back.longitude - longitude) < 1e-6);
  }
});

test("north is up, east is right, and distances are true", () => {
  const north = toPixels(VIEW, VIEW.latitude + 0.01, VIEW.longitude);
  const east = toPixels(VIEW, VIEW.latitude, VIEW.longitude + 0.01);

  assert.ok(Math.abs(125 - north.y - 1113.2 / 12) < 0.1);
  assert.ok(Math.abs(east.x - 171.5 - (1113.2 * Math.cos((VIEW.latitude * Math.PI) / 180)) / 12) < 0.1);
});

test("dragging carries the map with the pointer", () => {
  const moved = panned(VIEW, 40, -30);
  const before = toPixels(VIEW, 38.74, 140.14);
  const after = toPixels(moved, 38.74, 140.14);

  assert.ok(Math.abs(after.x - before.x - 40) < 0.5 && Math.abs(after.y - before.y + 30) < 0.5);
});

test("zooming stops at both ends", () => {
  assert.equal(zoomed(VIEW, 0.5).scale, 6);
  assert.equal(zoomed(VIEW, 1e-9).scale, NEAREST_SCALE);
  assert.equal(zoomed(VIEW, 1e9).scale, FARTHEST_SCALE);
});

test("typed degrees are read, anything that is no point is refused", () => {
  assert.deepEqual(readPoint(" 38.7393 ", "140.1213"), { latitude: 38.7393, longitude: 140.1213 });
  assert.deepEqual(readPoint("-90", "180"), { latitude: -90, longitude: 180 });
  for (const [latitude, longitude] of [
    ["", "140"],
    ["91", "0"],
    ["0", "-181"],
    ["north", "1"],
    ["1", "NaN"],
    ["Infinity", "0"],
  ]) {
    assert.equal(readPoint(latitude, longitude), null);
  }
});

test("a smooth line begins and ends at its points", () => {
  const path = smoothPath([
    { x: 0, y: 0 },
    { x: 10, y: 5 },
    { x: 20, y: 0 },
  ]);

  assert.ok(path.startsWith("M 0.0 0.0 C ") && path.endsWith("20.0 0.0"));
});
