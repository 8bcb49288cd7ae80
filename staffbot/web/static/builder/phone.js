/** The telephone beside the form: it talks with the real engine, from the draft as it stands. */

import { drawBubbleRow, drawMessage, drawNotice, drawQuickReplies, drawTyping } from "../view/line-view.js";
import { make, makeButton } from "../view/dom.js";
import { Picker } from "../console/picker.js";

const RESTART_MS = 700;
const PLACE = { latitude: 38.7377, longitude: 140.1436 };

export class Phone {
  /** @param {HTMLElement} box @param {import("./desk.js").Desk} desk */
  constructor(box, desk) {
    this.desk = desk;
    this.shown = null; // the document that is being tried
    this.place = "";
    this.wanted = null; // where to begin once the draft is checked
    this.busy = 0;
    this.hearing = 0; // what was said and is not answered yet
    this.starting = Promise.resolve();
    this.options = { onAction: (action) => this.act(action), onLink: (url) => this.act({ type: "uri", uri: url }) ?? true };
    this.build(box);
  }

  build(box) {
    const { desk } = this;
    const w = (key) => desk.w(`phone.${key}`);
    this.status = make("p", "b-phone-status");
    this.status.setAttribute("role", "status");
    this.talk = make("div", "lv-chat b-talk");
    this.talk.setAttribute("role", "log");
    this.talk.setAttribute("aria-label", w("talk"));
    this.talk.tabIndex = 0;
    this.quick = make("div", "lv-chat b-quick");
    this.input = make("textarea", "b-input");
    this.input.rows = 1;
    this.input.placeholder = w("placeholder");
    this.input.setAttribute("aria-label", w("placeholder"));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    });
    this.here = makeButton("button button-small", () => this.restart(desk.chosen), w("from_chosen"));
    const tools = make(
      "div",
      "b-phone-tools",
      makeButton("button button-small", () => this.restart(""), w("from_start")),
      this.here,
      makeButton("button button-small", () => this.restart("review"), w("from_review")),
    );
    const samples = make(
      "div",
      "b-phone-samples",
      makeButton("b-link", () => this.hear({ photo: true }, w("photo")), w("photo")),
      makeButton("b-link", () => this.hear({ file: "mihon.pdf" }, w("file")), w("file")),
      makeButton("b-link", () => this.hear({ location: PLACE }, w("location")), w("location")),
    );
    const line = make(
      "div",
      "b-phone-line",
      this.input,
      makeButton("button button-small button-main", () => this.send(), w("send")),
    );
    const title = make("h2", "b-panel-title", w("title"));
    const frame = make("div", "b-phone-frame", this.talk, this.quick, samples, line);
    box.append(title, tools, this.status, frame);
    this.picker = makePicker(box, desk);
  }

  /** The draft changed, or was checked. */
  documentChanged() {
    clearTimeout(this.timer);
    const { desk } = this;
    if (desk.state === null) return;
    if (desk.document === this.shown && this.wanted === null) return;
    if (!desk.isSound) {
      this.tell(desk.isChecked ? desk.w("phone.unsound", { count: desk.problems.length }) : desk.w("phone.soon"));
      return;
    }
    this.timer = setTimeout(() => this.refresh(), this.wanted === null ? RESTART_MS : 0);
  }

  /** Begin where one is, with the changed form: the earlier questions are answered with samples. */
  refresh() {
    // An answer on its way would be lost; the form is changed once it is there.
    if (this.hearing === 0) this.restart(this.wanted ?? (this.shown === null ? "" : this.place));
  }

  deskChanged() {
    this.here.disabled = this.desk.chosen === "";
  }

  restart(until) {
    clearTimeout(this.timer);
    this.starting = this.begin(until);
  }

  async begin(until) {
    const { desk } = this;
    this.wanted = null;
    if (!desk.isSound) {
      // What is being checked just now is begun as soon as that is done.
      if (!desk.isChecked) this.wanted = until;
      this.tell(desk.isChecked ? desk.w("phone.unsound", { count: desk.problems.length }) : desk.w("phone.soon"));
      return;
    }
    const document = desk.document;
    this.shown = document;
    const mine = ++this.busy;
    this.tell(desk.w("phone.starting"));
    this.tappable(false);
    try {
      const found = await desk.api.begin(document, until);
      if (mine !== this.busy) return;
      this.talk.replaceChildren(drawNotice(desk.w(found.walked > 0 ? "phone.begun_there" : "phone.begun")));
      this.tell("");
      this.took(found);
    } catch (trouble) {
      if (mine !== this.busy) return;
      this.shown = null;
      this.tell(trouble.say || desk.w("not_connected"));
    }
    this.tappable(true);
  }

  /** The old talk's buttons mean nothing in the new one. */
  tappable(is) {
    this.talk.inert = this.quick.inert = !is;
  }

  send() {
    const text = this.input.value.trim();
    if (text === "" || this.shown === null) return;
    this.input.value = "";
    this.hear({ text }, text);
  }

  /** Say one thing, shown as `label`. */
  async hear(said, label) {
    const { desk } = this;
    for (let seen = null; seen !== this.starting; ) await (seen = this.starting);
    if (this.shown === null) return;
    const mine = ++this.busy;
    this.hearing += 1;
    if (label) this.append("person", { type: "text", text: label });
    this.quick.replaceChildren();
    const typing = drawTyping({ name: desk.w("phone.bot") });
    this.talk.append(typing);
    this.toEnd();
    try {
      const found = await desk.api.say(said);
      typing.remove();
      if (mine === this.busy) this.took(found);
    } catch (trouble) {
      typing.remove();
      if (trouble.status === 410) this.restart("");
      else this.tell(trouble.say || desk.w("not_connected"));
    }
    this.hearing -= 1;
    this.documentChanged();
  }

  took({ messages, place }) {
    this.place = place;
    for (const message of messages) this.append("bot", message);
    const items = messages.at(-1)?.quickReply?.items ?? [];
    this.quick.replaceChildren(...(items.length ? [drawQuickReplies(items, this.options)] : []));
    this.toEnd();
  }

  append(from, message) {
    this.talk.append(drawBubbleRow({ from, name: this.desk.w("phone.bot") }, drawMessage(message, this.options)));
  }

  toEnd() {
    this.talk.scrollTop = this.talk.scrollHeight;
  }

  tell(text) {
    this.status.textContent = text;
    this.status.hidden = text === "";
  }

  /** A button of a message, tapped. */
  async act(action) {
    const { desk } = this;
    const label = action.displayText ?? action.text ?? action.label ?? "";
    switch (action.type) {
      case "message":
        return this.hear({ text: action.text ?? "" }, action.text);
      case "postback":
        return this.hear({ postback: { data: action.data ?? "" } }, action.displayText ?? action.text ?? "");
      case "datetimepicker": {
        const values = await this.picker.ask(action.mode, action);
        if (values === null) return null;
        return this.hear({ postback: { data: action.data, params: { [action.mode]: values[0] } } }, values[0].replace("T", " "));
      }
      case "location":
        return this.hear({ location: PLACE }, desk.w("phone.location"));
      case "camera":
      case "cameraRoll":
        return this.hear({ photo: true }, desk.w("phone.photo"));
      default:
        this.tell(desk.w("phone.leads_out", { label }));
        return null;
    }
  }
}

function makePicker(box, desk) {
  const title = make("h2", "", "");
  title.id = "phone-picker-title";
  const fields = make("div");
  const cancel = makeButton("button", null, desk.w("cancel"));
  const decide = make("button", "button button-main", desk.w("decide"));
  const form = make("form", "", title, fields, make("div", "b-window-buttons", cancel, decide));
  form.method = "dialog";
  const dialog = make("dialog", "b-window b-picker", form);
  dialog.setAttribute("aria-labelledby", title.id);
  box.append(dialog);
  const words = Object.fromEntries(["date", "time", "datetime"].map((one) => [`${one}_title`, desk.w(`phone.${one}`)]));
  return new Picker({ dialog, form, title, fields, cancel }, words);
}
