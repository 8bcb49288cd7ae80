import assert from "node:assert/strict";
import { test } from "node:test";

import {
  NOTHING,
  chips,
  cleared,
  fill,
  filterOf,
  filterWay,
  grouped,
  listed,
  moved,
  pageFacts,
  plainNumber,
  readFilter,
  rowName,
  shownColumns,
  sortOf,
  sortedBy,
  step,
  withFilter,
} from "../table/model.js";

const WORDS = {
  chip_search: "「{value}」",
  chip_contains: "{heading}に{value}",
  chip_any: "{heading}が{value}",
  chip_between: "{heading}が{low}～{high}",
  chip_empty: "{heading}が空",
  chip_filled: "{heading}がある",
  blank: "（空）",
  and_more: "ほか{count}個",
};
const COLUMNS = [
  { key: "#number", heading: "番号", kind: "number", isShown: true },
  { key: "name", heading: "名前", kind: "text", isShown: true },
  { key: "said", heading: "意見", kind: "long", isShown: false },
];

test("a column has one filter, the latest, and none when it is taken away", () => {
  const first = withFilter(NOTHING, "name", { op: "contains", values: ["花"] });
  const second = withFilter(first, "name", { op: "contains", values: ["太"] });

  assert.deepEqual(filterOf(second, "name").values, ["太"]);
  assert.equal(second.filters.length, 1);
  assert.deepEqual(withFilter(second, "name", null), NOTHING);
  assert.equal(NOTHING.filters.length, 0);
});

test("clearing leaves the order", () => {
  const query = { search: "雪", filters: [{ column: "name", op: "empty", values: [] }], order: [["name", true]] };

  assert.deepEqual(cleared(query), { search: "", filters: [], order: [["name", true]] });
});

test("a heading sorts up, then down, then not at all", () => {
  const up = sortedBy(NOTHING, "name");
  const down = sortedBy(up, "name");

  assert.equal(sortOf(up, "name"), "ascending");
  assert.equal(sortOf(down, "name"), "descending");
  assert.deepEqual(sortedBy(down, "name").order, []);
  assert.deepEqual(sortedBy(down, "said").order, [["said", false]]);
});

test("with shift a column is sorted by after the others, three at most", () => {
  let query = sortedBy(NOTHING, "a");
  for (const key of ["b", "c", "d"]) query = sortedBy(query, key, true);

  assert.deepEqual(query.order, [["a", false], ["b", false], ["c", false]]);
  assert.deepEqual(sortedBy(query, "b", true).order[1], ["b", true]);
});

test("each kind of column is filtered in its way", () => {
  const ways = ["text", "long", "number", "date", "instant", "choice", "choices"].map((kind) => filterWay({ kind }));

  assert.deepEqual(ways, ["contains", "contains", "between", "between", "between", "any_of", "any_of"]);
});

test("what was typed becomes a filter, and nothing typed none", () => {
  const typed = { special: "", text: " 花 ", low: "１，２００", high: "", ticked: ["古口"] };

  assert.deepEqual(readFilter({ ...typed, way: "contains" }), { op: "contains", values: ["花"] });
  assert.deepEqual(readFilter({ ...typed, way: "between" }), { op: "between", values: ["1200", ""] });
  assert.deepEqual(readFilter({ ...typed, way: "any_of" }), { op: "any_of", values: ["古口"] });
  assert.deepEqual(readFilter({ ...typed, way: "any_of", special: "empty" }), { op: "empty", values: [] });
  assert.equal(readFilter({ ...typed, way: "contains", text: "  " }), null);
  assert.equal(readFilter({ ...typed, way: "between", low: "" }), null);
  assert.equal(readFilter({ ...typed, way: "any_of", ticked: [] }), null);
});

test("a day stays a day", () => {
  assert.equal(plainNumber("2026-12-01"), "2026-12-01");
});

test("everything that narrows the table is told", () => {
  const query = {
    search: "雪",
    filters: [
      { column: "name", op: "any_of", values: ["", "花", "太", "次"] },
      { column: "#number", op: "between", values: ["1", ""] },
      { column: "said", op: "filled", values: [] },
    ],
    order: [],
  };

  assert.deepEqual(
    chips(query, COLUMNS, WORDS).map((one) => one.text),
    ["「雪」", "名前が（空）・花・太 ほか1個", "番号が1～", "意見がある"],
  );
  assert.equal(listed(["a"], WORDS), "a");
});

test("a view's columns that are gone are left out, and some column always shows", () => {
  assert.deepEqual(shownColumns(COLUMNS, ["said", "old"]), ["said"]);
  assert.deepEqual(shownColumns(COLUMNS, ["old"]), ["#number", "name"]);
  assert.deepEqual(shownColumns([COLUMNS[2]], null), ["said"]);
});

test("columns move within their bounds", () => {
  assert.deepEqual(moved(["a", "b", "c"], "c", -1), ["a", "c", "b"]);
  assert.deepEqual(moved(["a", "b"], "a", -1), ["a", "b"]);
  assert.deepEqual(moved(["a", "b"], "b", 1), ["a", "b"]);
});

test("pages count from one", () => {
  assert.deepEqual(pageFacts(0, 0, 50, 0), { first: 0, last: 0, page: 1, pages: 1 });
  assert.deepEqual(pageFacts(101, 100, 50, 1), { first: 101, last: 101, page: 3, pages: 3 });
});

test("numbers and sentences are told as people write them", () => {
  assert.equal(grouped(1234567), "1,234,567");
  assert.equal(grouped(12), "12");
  assert.equal(fill("{a}と{b}", { a: 1 }), "1と{b}");
});

test("a row is called by its first words, however long", () => {
  assert.equal(rowName(COLUMNS, ["1", "花子", "x"], ["#number", "name"]), "花子");
  assert.equal(rowName(COLUMNS, ["1", "", ""], ["#number", "name"]), "#1");
  assert.equal(rowName(COLUMNS, ["1", "あ".repeat(40), ""], ["name"]).length, 31);
});

test("the arrows stay within the table and reach the headings", () => {
  const at = { row: 0, column: 0 };

  assert.deepEqual(step(at, "ArrowUp", 3, 2), { row: -1, column: 0 });
  assert.deepEqual(step(at, "ArrowLeft", 3, 2), { row: 0, column: 0 });
  assert.deepEqual(step(at, "ArrowDown", 3, 2), { row: 1, column: 0 });
  assert.deepEqual(step({ row: 2, column: 1 }, "ArrowDown", 3, 2), { row: 2, column: 1 });
  assert.deepEqual(step({ row: 2, column: 1 }, "ArrowRight", 3, 2), { row: 2, column: 1 });
  assert.deepEqual(step(at, "End", 3, 2), { row: 0, column: 1 });
  assert.equal(step(at, "x", 3, 2), null);
});
