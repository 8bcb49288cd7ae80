/** The console page: joins transcript, composer and files to the server. */

import { make } from "../view/dom.js";
import { makeApi } from "./api.js";
import { Composer } from "./composer.js";
import { fill, groupByNoun, merge, picked, placed, postback, retryDelay, sortFiles, stepOf } from "./model.js";
import { Picker } from "./picker.js";
import { Transcript } from "./transcript.js";

const WAIT_SECONDS = 20;
const STATUS_MS = 8000;
const TYPING_MS = 10_000;

const at = (id) => document.getElementById(id);
const { words, csrf, who, limitBytes, limitMb, publicUrl } = JSON.parse(at("data").textContent);
const api = makeApi(csrf, who);

const places = { transcript: at("transcript"), quick: at("quick"), newest: at("newest") };
const transcript = new Transcript(places, words, (action) => void act(action), backToWriting);
const composer = new Composer(
  { form: at("composer"), box: at("say"), list: at("suggestions"), send: at("send") },
  (text) => void say({ text }, text),
);
const picker = new Picker(
  {
    dialog: at("picker"),
    form: at("picker-form"),
    title: at("picker-title"),
    fields: at("picker-fields"),
    cancel: at("picker-cancel"),
  },
  words,
);

let entries = [];
let ended = false;
let statusTimer = 0;
let typingTimer = 0;
// One after the other, so that things arrive in the order they were said.
let sending = Promise.resolve();

/* What is said */

function say(body, shown) {
  if (ended) return sending;
  // A button without words leaves no line in the transcript.
  const row = shown ? transcript.showWaiting(shown) : null;
  sending = sending.then(() => deliver(() => api.say(body), row, () => body.text && composer.write(body.text)));
  return sending;
}

function sendFiles(files) {
  if (ended) return;
  const { fit, refused } = sortFiles(files, limitBytes);
  for (const one of refused) show(fill(words[one.reason], { name: one.name, limit: limitMb }), { bad: true });
  for (const file of fit) {
    const row = transcript.showWaiting(fill(words.sending_file, { name: file.name }));
    sending = sending.then(() => deliver(() => api.sendFile(file), row, () => {}));
  }
}

async function deliver(send, row, giveBack) {
  try {
    await send();
    expectAnswer();
  } catch (trouble) {
    transcript.forget(row);
    transcript.drawQuick(entries);
    if (trouble.status === 401) return end(trouble.say);
    show(trouble.say || words.not_sent, { bad: true });
    giveBack();
  }
}

function expectAnswer() {
  if (entries.at(-1)?.from !== "bot" || transcript.waiting.length) transcript.showTyping();
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => transcript.stopTyping(), TYPING_MS);
}

/* What is tapped */

async function act(action) {
  const step = stepOf(action, [publicUrl, window.location.origin]);
  if (step.kind === "say") {
    const sent = say(step.body, step.body.text ?? step.body.label);
    if (step.write) composer.write(step.write);
    await sent;
  }
  if (step.kind === "open") window.open(step.url, "_blank", "noopener,noreferrer");
  else if (step.kind === "go") window.location.assign(step.url);
  else if (step.kind === "files") chooseFiles(step.accept);
  else if (step.kind === "copy") await copy(step.text);
  else if (step.kind === "pick") await pick(step);
}

async function pick({ what, action }) {
  const values = await picker.ask(what, action);
  backToWriting();
  if (values === null) return;
  if (what === "location") {
    const body = placed(values[0], values[1], words.location);
    if (body) await say(body, body.label);
    return;
  }
  const chosen = picked(what, values[0]);
  if (chosen) await say(postback(action, chosen.params, chosen.label), chosen.label);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    show(words.copied);
  } catch {
    show(words.not_copied, { bad: true });
  }
}

/* Files */

function chooseFiles(accept) {
  at("file").accept = accept;
  at("file").click();
}

at("attach").addEventListener("click", () => chooseFiles(""));
at("file").addEventListener("change", (event) => {
  sendFiles([...event.target.files]);
  event.target.value = "";
});

const holdsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
document.addEventListener("dragover", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  at("drop").hidden = false;
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) at("drop").hidden = true;
});
document.addEventListener("drop", (event) => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  at("drop").hidden = true;
  sendFiles([...event.dataTransfer.files]);
});
at("say").addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length) return;
  event.preventDefault();
  sendFiles(files);
});

/* What comes */

async function listen() {
  let failures = 0;
  let isFirst = true;
  while (!ended) {
    try {
      const news = await api.messages(entries.at(-1)?.id ?? 0, isFirst ? 0 : WAIT_SECONDS);
      if (failures) show("");
      failures = 0;
      take(news, isFirst);
      isFirst = false;
    } catch (trouble) {
      if (trouble.status === 401) return end(trouble.say);
      failures += 1;
      if (failures > 1) show(words.not_connected, { bad: true, stays: true });
      await new Promise((resolve) => setTimeout(resolve, retryDelay(failures)));
    }
  }
}

function take(news, isFirst) {
  const before = entries.length;
  entries = merge(entries, news);
  const fresh = entries.slice(before);
  if (fresh.length) {
    transcript.add(fresh, entries);
    if (fresh.some((entry) => entry.from === "bot")) clearTimeout(typingTimer);
    else if (!isFirst) expectAnswer();
  } else if (isFirst) transcript.showEmpty();
}

/* Around it */

function show(sentence, { bad = false, stays = false } = {}) {
  const status = at("status");
  clearTimeout(statusTimer);
  status.textContent = sentence;
  status.hidden = !sentence;
  status.classList.toggle("is-bad", bad);
  if (sentence && !stays) statusTimer = setTimeout(() => show(""), STATUS_MS);
}

/** With a mouse, typing goes on where it was; on a phone the keyboard would only hide the answer. */
function backToWriting() {
  if (window.matchMedia("(pointer: fine)").matches) at("say").focus();
}

function end(sentence) {
  ended = true;
  transcript.stopTyping();
  show(sentence, { bad: true, stays: true });
  for (const control of document.querySelectorAll("button, textarea")) control.disabled = true;
}

for (const button of document.querySelectorAll("[data-say]")) {
  button.addEventListener("click", () => {
    void say({ text: button.dataset.say }, button.dataset.say);
    backToWriting();
  });
}

at("leave").addEventListener("click", async () => {
  ended = true;
  await api.leave().catch(() => {});
  window.location.assign("/staff/left");
});

function drawNouns(commands) {
  const listed = groupByNoun(commands).filter((noun) => noun.listed);
  at("nouns").replaceChildren(
    ...listed.map((noun) => {
      const button = make(
        "button",
        "noun",
        make("span", "noun-word", noun.word),
        make("span", "noun-help", noun.help),
      );
      button.type = "button";
      button.addEventListener("click", () => {
        void say({ text: noun.word }, noun.word);
        backToWriting();
      });
      return make("li", "", button);
    }),
  );
}

async function learnCommands() {
  try {
    composer.commands = await api.commands();
    drawNouns(composer.commands);
  } catch {
    // The chat works without completion.
  }
}

backToWriting();
void learnCommands();
void listen();
