import assert from "node:assert/strict";
import test from "node:test";
import {
  blockPadding,
  boxStyle,
  colour,
  gradient,
  imageWidth,
  length,
  paddings,
  placement,
  ratio,
  SPACES,
  textSize,
} from "../view/flex-style.js";

const inRow = (component, more) => placement(component, { layout: "horizontal", first: true, ...more });
const inColumn = (component, more) => placement(component, { layout: "vertical", first: true, ...more });

test("components of a row share its width, those of a column take what they need", () => {
  assert.equal(inRow({ type: "text" }).flex, "1 1 0px");
  assert.equal(inRow({ type: "text", flex: 3 }).flex, "3 1 0px");
  assert.equal(inRow({ type: "text", flex: 0 }).flex, "0 0 auto");
  assert.equal(inColumn({ type: "text" }).flex, "0 0 auto");
  assert.equal(inColumn({ type: "text", flex: 2 }).flex, "2 0 auto");
});

test("a box with a size of its own does not share a row", () => {
  assert.equal(inRow({ type: "box", width: "30px" }).flex, "0 0 auto");
  assert.equal(inRow({ type: "box", height: "30%" }).flex, "0 0 auto");
  assert.equal(inRow({ type: "box", width: "30px", flex: 2 }).flex, "2 1 0px");
});

test("a filler takes the room that is left, a separator and an icon none", () => {
  assert.equal(inColumn({ type: "filler" }).flex, "1 0 auto");
  assert.equal(inRow({ type: "separator" }).flex, "0 0 auto");
  assert.equal(inRow({ type: "icon" }).flex, "0 0 auto");
});

test("spacing stands between components, and a margin of one's own goes before it", () => {
  assert.equal(inColumn({ type: "text" }, { spacing: "md" }).marginTop, undefined);
  assert.equal(inColumn({ type: "text" }, { spacing: "md", first: false }).marginTop, "8px");
  assert.equal(inRow({ type: "text" }, { spacing: "md", first: false }).marginInlineStart, "8px");
  assert.equal(inRow({ type: "text", margin: "xxl" }, { spacing: "md", first: false }).marginInlineStart, "20px");
  assert.equal(inRow({ type: "text", margin: "none" }, { spacing: "md", first: false }).marginInlineStart, "0px");
  assert.equal(inColumn({ type: "text", margin: "sm" }).marginTop, "4px");
});

test("an absolute component stands by its offsets only", () => {
  const style = inColumn(
    { type: "box", position: "absolute", offsetTop: "10px", offsetEnd: "md", offsetStart: "-5px" },
    { spacing: "md", first: false },
  );

  assert.deepEqual(
    [style.position, style.top, style.insetInlineEnd, style.insetInlineStart, style.marginTop, style.flex],
    ["absolute", "10px", "8px", "-5px", undefined, undefined],
  );
});

test("only lengths and colours LINE knows reach the page", () => {
  assert.equal(length("12.5px"), "12.5px");
  assert.equal(length("50%"), "50%");
  assert.equal(length("xl", SPACES), "16px");
  for (const bad of ["12", "1em", "calc(1px)", "constructor", "url(x)", "", null, 12, "-1px"])
    assert.equal(length(bad, SPACES), undefined);
  assert.equal(colour("#A1b2C3"), "#A1b2C3");
  assert.equal(colour("#A1B2C3d4"), "#A1B2C3d4");
  for (const bad of ["red", "#fff", "#12345g", "url(https://example.com)", 7, undefined])
    assert.equal(colour(bad), undefined);
});

test("a gradient has its angle, its colours and the middle one's place", () => {
  const background = { type: "linearGradient", angle: "90deg", startColor: "#000000", endColor: "#FFFFFF" };

  assert.equal(gradient(background), "linear-gradient(90deg, #000000, #FFFFFF)");
  assert.equal(
    gradient({ ...background, centerColor: "#FF0000", centerPosition: "10%" }),
    "linear-gradient(90deg, #000000, #FF0000 10%, #FFFFFF)",
  );
  assert.equal(
    gradient({ ...background, centerColor: "#FF0000" }),
    "linear-gradient(90deg, #000000, #FF0000 50%, #FFFFFF)",
  );
  assert.equal(gradient({ ...background, startColor: "red" }), undefined);
  assert.equal(gradient({ ...background, type: "radial" }), undefined);
  assert.equal(gradient(undefined), undefined);
});

test("an aspect ratio is square by default and at most three times as tall as wide", () => {
  assert.equal(ratio("20:13"), "20 / 13");
  assert.equal(ratio("1.91:1"), "1.91 / 1");
  assert.equal(ratio("1:9"), "1 / 3");
  for (const bad of [undefined, "", "a:b", "0:1", "1:0", "1"]) assert.equal(ratio(bad), "1 / 1");
});

test("letters grow with the person's setting only where scaling is asked for", () => {
  assert.equal(textSize({}), "16px");
  assert.equal(textSize({ size: "xxs" }, 1.35), "11px");
  assert.equal(textSize({ size: "xxs", scaling: true }, 2), "22px");
  assert.equal(textSize({ size: "18px", scaling: true }, 1.5), "27px");
  assert.equal(textSize({ size: "50%" }), "16px");
});

test("a picture is as wide as its keyword, its pixels or the whole", () => {
  assert.equal(imageWidth(), "100px");
  assert.equal(imageWidth("full"), "100%");
  assert.equal(imageWidth("5xl"), "220px");
  assert.equal(imageWidth("33.5%"), "33.5%");
  assert.equal(imageWidth("huge"), "100px");
});

test("a side's padding goes before the padding of all sides", () => {
  assert.deepEqual(paddings({ paddingAll: "md", paddingStart: "30px" }), {
    paddingTop: "8px",
    paddingBottom: "8px",
    paddingInlineStart: "30px",
    paddingInlineEnd: "8px",
  });
});

test("a body above a footer is tighter below, a hero has no padding", () => {
  assert.equal(blockPadding("body", "mega", false).paddingBottom, "20px");
  assert.equal(blockPadding("body", "mega", true).paddingBottom, "10px");
  assert.equal(blockPadding("footer", "kilo", false).paddingTop, "10px");
  assert.deepEqual(blockPadding("hero", "mega", true), {});
});

test("a border is drawn only with a width", () => {
  assert.equal(boxStyle({ layout: "vertical", borderColor: "#000000" }).borderStyle, undefined);
  const style = boxStyle({ layout: "vertical", borderWidth: "semi-bold", borderColor: "#000000", cornerRadius: "xxl" });
  assert.deepEqual([style.borderStyle, style.borderWidth, style.borderRadius], ["solid", "3px", "20px"]);
});

test("a box lies along its layout and aligns as asked", () => {
  assert.equal(boxStyle({ layout: "baseline" }).alignItems, "baseline");
  assert.equal(boxStyle({ layout: "horizontal" }).flexDirection, "row");
  const style = boxStyle({ layout: "vertical", justifyContent: "space-evenly", alignItems: "center" });
  assert.deepEqual([style.flexDirection, style.justifyContent, style.alignItems], ["column", "space-evenly", "center"]);
  assert.equal(boxStyle({ layout: "vertical", justifyContent: "stretch" }).justifyContent, undefined);
});
