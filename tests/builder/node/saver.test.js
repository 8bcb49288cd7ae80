import assert from "node:assert/strict";
import { test } from "node:test";

import { makeKeep } from "../builder/keep.js";
import { RETRIES_MS, Saver, WAIT_MS } from "../builder/saver.js";

/** A server that keeps one draft, can be out of reach, and timers one lets pass by hand. */
function desk() {
  const stored = new Map();
  const storage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => stored.set(key, value),
    removeItem: (key) => stored.delete(key),
  };
  const server = { revision: 1, document: { n: 0 }, saves: 0, trouble: null };
  const api = {
    save: async (document, revision) => {
      if (server.trouble) throw server.trouble;
      server.saves += 1;
      if (revision !== server.revision) {
        throw { status: 409, say: "先に保存", facts: { theirs: { document: server.document, revision: server.revision } } };
      }
      server.revision += 1;
      server.document = document;
      return { revision: server.revision };
    },
  };
  const waiting = [];
  const timers = { set: (act, ms) => waiting.push({ act, ms }), clear: () => waiting.splice(0) };
  const states = [];
  const keep = makeKeep(storage, 3);
  const saver = new Saver(api, keep, (one) => states.push(one.state), timers);
  saver.begin({ revision: 1 });
  const pass = async () => {
    const next = waiting.shift();
    next?.act();
    await saver.running;
    return next?.ms;
  };
  return { saver, server, keep, pass, states, stored, waiting };
}

test("a change is kept in the browser at once, saved after a moment, then forgotten there", async () => {
  const { saver, server, keep, pass, states } = desk();
  saver.note({ n: 1 });
  assert.deepEqual(keep.read(), { document: { n: 1 }, revision: 1 });
  assert.equal(await pass(), WAIT_MS);
  assert.deepEqual(server.document, { n: 1 });
  assert.equal(keep.read(), null);
  assert.deepEqual(states, ["waiting", "saving", "saved"]);
});

test("many changes are one saving, and what is typed meanwhile follows with the new revision", async () => {
  const { saver, server, pass } = desk();
  saver.note({ n: 1 });
  saver.note({ n: 2 });
  const sending = pass();
  saver.note({ n: 3 });
  await sending;
  assert.equal(saver.state, "waiting");
  await pass();
  assert.equal(server.saves, 2);
  assert.deepEqual(server.document, { n: 3 });
  assert.equal(saver.state, "saved");
});

test("without a connection the work stays in the browser and is sent again, later and later", async () => {
  const { saver, server, keep, pass } = desk();
  server.trouble = { status: 0 };
  saver.note({ n: 1 });
  await pass();
  assert.equal(saver.state, "offline");
  for (const ms of [...RETRIES_MS, RETRIES_MS.at(-1)]) assert.equal(await pass(), ms);
  assert.deepEqual(keep.read().document, { n: 1 });
  server.trouble = null;
  await pass();
  assert.deepEqual(server.document, { n: 1 });
  assert.equal(saver.state, "saved");
});

test("somebody else's saving is never written over unseen", async () => {
  const { saver, server, pass } = desk();
  server.revision = 2;
  server.document = { theirs: true };
  saver.note({ n: 1 });
  await pass();
  assert.equal(saver.state, "conflict");
  saver.note({ n: 2 });
  assert.equal(await saver.flush(), false);
  assert.deepEqual(server.document, { theirs: true });

  await saver.overwrite();
  assert.deepEqual(server.document, { n: 2 });
  assert.equal(saver.state, "saved");
});

test("overwriting is refused too when yet another saving came in between", async () => {
  const { saver, server, pass } = desk();
  server.revision = 2;
  saver.note({ n: 1 });
  await pass();
  server.revision = 3;
  await saver.overwrite();
  assert.equal(saver.state, "conflict");
  assert.equal(saver.theirs.revision, 3);
});

test("taking theirs gives up one's own", async () => {
  const { saver, server, keep, pass } = desk();
  server.revision = 2;
  saver.note({ n: 1 });
  await pass();
  assert.equal(saver.yield().revision, 2);
  assert.equal(saver.isDirty, false);
  assert.equal(keep.read(), null);
});

test("what the server refuses is told and kept until the next change", async () => {
  const { saver, server, keep, pass } = desk();
  server.trouble = { status: 409, say: "同じ名前のフォームがあります。", facts: {} };
  saver.note({ n: 1 });
  await pass();
  assert.equal(saver.state, "refused");
  assert.equal(saver.say, "同じ名前のフォームがあります。");
  assert.deepEqual(keep.read().document, { n: 1 });
  server.trouble = null;
  saver.note({ n: 2 });
  await pass();
  assert.equal(saver.state, "saved");
});

test("signed out, the work waits in the browser; without the right, the reason is told", async () => {
  const { saver, server, keep, pass } = desk();
  server.trouble = { status: 401, say: "時間がたったため" };
  saver.note({ n: 1 });
  await pass();
  assert.equal(saver.state, "signedOut");
  server.trouble = { status: 403, say: "権限がありません。" };
  saver.note({ n: 2 });
  await pass();
  assert.deepEqual([saver.state, saver.say], ["refused", "権限がありません。"]);
  assert.deepEqual(keep.read().document, { n: 2 });
});

test("flush sends what waits without waiting, and says whether all is saved", async () => {
  const { saver, server } = desk();
  saver.note({ n: 1 });
  assert.equal(await saver.flush(), true);
  assert.deepEqual(server.document, { n: 1 });
  server.trouble = { status: 0 };
  saver.note({ n: 2 });
  assert.equal(await saver.flush(), false);
});

test("a browser that keeps nothing, or rubbish, is no hindrance", () => {
  const broken = makeKeep({ getItem: () => "{", setItem: () => { throw new Error("full"); }, removeItem: () => {} }, 1);
  assert.equal(broken.read(), null);
  broken.write({}, 1);
  assert.equal(makeKeep(null, 1).read(), null);
  assert.equal(makeKeep({ getItem: () => '{"document":1}' }, 1).read(), null);
});
