import assert from "node:assert/strict";
import test from "node:test";
import {
  fill,
  fold,
  groupByNoun,
  merge,
  picked,
  placed,
  quickRepliesOf,
  retryDelay,
  sortFiles,
  stepOf,
  suggest,
} from "../console/model.js";

const command = (noun, verb, more = {}) => ({
  noun,
  nounAliases: [],
  nounHelp: `${noun}の案内`,
  listed: true,
  verb,
  verbAliases: [],
  args: "",
  takesMore: false,
  help: `${noun}を${verb}`,
  example: "",
  ...more,
});
const COMMANDS = [
  command("避難所", "一覧", { nounAliases: ["ひなんじょ"] }),
  command("避難所", "開設", { nounAliases: ["ひなんじょ"], verbAliases: ["オープン"], args: "名前", takesMore: true }),
  command("避難所", "閉鎖", { nounAliases: ["ひなんじょ"], args: "名前", takesMore: true }),
  command("メニュー", ""),
  command("メニュー画面", "一覧"),
  command("FAQ", "追加", { takesMore: true }),
  command("通報", "#N"),
];
const texts = (typed) => suggest(COMMANDS, typed).map((one) => one.text);

test("the beginning of a noun offers the noun", () => {
  assert.deepEqual(texts("避"), ["避難所 "]);
  assert.deepEqual(texts("ひな"), ["避難所 "]);
  assert.deepEqual(texts("ヒナン"), ["避難所 "]);
  assert.deepEqual(texts("ｆａ"), ["FAQ "]);
});

test("a noun offers its verbs, and the beginning of a verb narrows them", () => {
  assert.deepEqual(texts("避難所"), ["避難所 一覧", "避難所 開設 ", "避難所 閉鎖 "]);
  assert.deepEqual(texts("避難所　"), texts("避難所"));
  assert.deepEqual(texts("ひなんじょ 開"), ["避難所 開設 "]);
  assert.deepEqual(texts("避難所 おー"), ["避難所 開設 "]);
});

test("what still has to be given is told beside the verb", () => {
  assert.deepEqual(suggest(COMMANDS, "避難所 閉")[0], {
    text: "避難所 閉鎖 ",
    label: "避難所 閉鎖 名前",
    note: "避難所を閉鎖",
  });
});

test("once the verb is typed whole nothing is offered any more", () => {
  assert.deepEqual(texts("避難所 一覧"), []);
  assert.deepEqual(texts("避難所 開設"), []);
  assert.deepEqual(texts("避難所 開設 中央公民館"), []);
});

test("of two nouns with one beginning both are offered", () => {
  assert.deepEqual(texts("メニ"), ["メニュー ", "メニュー画面 "]);
  assert.deepEqual(texts("メニュー画"), ["メニュー画面 "]);
});

test("verbs that are numbers, empty lines, other words and several lines offer nothing", () => {
  for (const typed of ["通報 ", "", "   ", "こんにちは", "避難所\n開設"]) assert.deepEqual(texts(typed), []);
});

test("folding forgives width, case, kana and spaces", () => {
  assert.equal(fold("ＦＡＱ　ツイカ"), fold("faq ついか"));
  assert.equal(fold("ﾒﾆｭｰ"), fold("メニュー"));
});

test("commands stand under their nouns in the order declared", () => {
  assert.deepEqual(
    groupByNoun(COMMANDS).map((noun) => [noun.word, noun.commands.length]),
    [["避難所", 3], ["メニュー", 1], ["メニュー画面", 1], ["FAQ", 1], ["通報", 1]],
  );
});

test("taps become what is said", () => {
  assert.deepEqual(stepOf({ type: "message", label: "開設", text: "避難所 開設 #3" }, []), {
    kind: "say",
    body: { text: "避難所 開設 #3" },
  });
  assert.deepEqual(stepOf({ type: "postback", label: "実行", data: "1.c.x.1.0" }, []), {
    kind: "say",
    body: { postback: { data: "1.c.x.1.0", params: {} }, label: "実行" },
    write: "",
  });
  assert.equal(stepOf({ type: "postback", data: "x", fillInText: "避難所 追加 " }, []).write, "避難所 追加 ");
});

test("links to our own pages and files go by their path, all open apart, odd ones do nothing", () => {
  const ours = "https://tozawa.example.jp";
  assert.deepEqual(stepOf({ type: "uri", uri: `${ours}/staff/files/ab` }, [ours]), { kind: "open", url: "/staff/files/ab" });
  assert.deepEqual(stepOf({ type: "uri", uri: `${ours}/staff/menus/3` }, [ours]), { kind: "open", url: "/staff/menus/3" });
  assert.deepEqual(stepOf({ type: "uri", uri: `${ours}.evil.jp/staff/files/ab` }, [ours]).url, `${ours}.evil.jp/staff/files/ab`);
  assert.equal(stepOf({ type: "uri", uri: "tel:0233-00-0100" }, [ours]).kind, "go");
  for (const uri of ["javascript:alert(1)", "data:text/html,x", "", "file:///etc"]) {
    assert.equal(stepOf({ type: "uri", uri }, [ours]).kind, "nothing");
    assert.equal(stepOf({ type: "uri", linkUri: uri }, []).kind, "nothing");
  }
});

test("pickers, pictures, copies and the unknown", () => {
  assert.equal(stepOf({ type: "datetimepicker", mode: "date" }, []).what, "date");
  assert.equal(stepOf({ type: "datetimepicker", mode: "odd" }, []).what, "datetime");
  assert.equal(stepOf({ type: "location" }, []).what, "location");
  assert.deepEqual(stepOf({ type: "cameraRoll" }, []), { kind: "files", accept: "image/*" });
  assert.deepEqual(stepOf({ type: "clipboard", clipboardText: "x" }, []), { kind: "copy", text: "x" });
  for (const action of [{ type: "richmenuswitch" }, {}, null, undefined]) {
    assert.deepEqual(stepOf(action, []), { kind: "nothing" });
  }
});

test("a picked date goes as LINE sends it", () => {
  assert.deepEqual(picked("date", "2025-04-12"), { params: { date: "2025-04-12" }, label: "2025-04-12" });
  assert.deepEqual(picked("datetime", "2025-04-12T09:30").label, "2025-04-12 09:30");
  for (const [what, value] of [["date", ""], ["time", "9:5"], ["datetime", "2025-04-12"]]) assert.equal(picked(what, value), null);
});

test("a typed place forgives width and refuses what lies nowhere", () => {
  assert.deepEqual(placed("３８．７３８", " 140.144 ", "位置情報").location, { latitude: 38.738, longitude: 140.144 });
  for (const [lat, lng] of [["", "140"], ["北", "140"], ["91", "140"], ["38", "181"]]) assert.equal(placed(lat, lng, ""), null);
});

test("news is added once and in order", () => {
  const entries = [{ id: 1 }, { id: 3 }];
  assert.equal(merge(entries, [{ id: 1 }]), entries);
  assert.deepEqual(merge(entries, [{ id: 4 }, { id: 2 }, { id: 3 }]).map((entry) => entry.id), [1, 2, 3, 4]);
});

test("quick replies belong to the newest message of the bot alone", () => {
  const bot = { from: "bot", message: { quickReply: { items: [1, 2] } } };
  assert.deepEqual(quickRepliesOf([bot]), [1, 2]);
  assert.deepEqual(quickRepliesOf([bot, { from: "person", message: {} }]), []);
  assert.deepEqual(quickRepliesOf([bot, { from: "bot", message: {} }]), []);
  assert.deepEqual(quickRepliesOf([]), []);
});

test("waiting between tries grows and stays bearable", () => {
  assert.equal(retryDelay(1), 1000);
  assert.ok(retryDelay(2) > retryDelay(1));
  assert.equal(retryDelay(99), 15_000);
});

test("files too large or empty are named, the others are sent", () => {
  const files = [{ name: "a", size: 5 }, { name: "b", size: 11 }, { name: "c", size: 0 }];
  const { fit, refused } = sortFiles(files, 10);
  assert.deepEqual(fit, [files[0]]);
  assert.deepEqual(refused, [{ name: "b", reason: "too_large" }, { name: "c", reason: "empty_file" }]);
});

test("sentences are filled, unknown placeholders stay", () => {
  assert.equal(fill("{name} を{x}送る", { name: "一覧.csv" }), "一覧.csv を{x}送る");
});
