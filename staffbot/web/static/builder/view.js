/** The builder: puts the parts of the page together and holds its one state. */

import { html, render } from "../vendor/htm-preact.js";
import { makeApi } from "./api.js";
import { App, pressed } from "./app.js";
import { makeKeep } from "./keep.js";
import { Desk } from "./desk.js";

const data = JSON.parse(document.getElementById("data").textContent);
const root = document.getElementById("builder");

function storage() {
  try {
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

const page = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
const desk = new Desk(data, makeApi(data.form, data.csrf, page, data.who), makeKeep(storage(), data.form));
desk.onChange = () => render(html`<${App} desk=${desk} />`, root);
root.replaceChildren();
document.addEventListener("keydown", (event) => pressed(event, desk));
desk.open();
