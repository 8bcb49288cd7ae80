/** Somebody else saved first: nothing is written over that was not looked at, and nothing of one's own is lost. */

import { Component, html } from "../vendor/htm-preact.js";
import { clock } from "./app.js";
import { ChangeList } from "./windows.js";

export class Conflict extends Component {
  constructor(props) {
    super(props);
    this.state = { isSeen: false, title: "", say: "", path: "" };
  }

  async copy() {
    const { desk } = this.props;
    try {
      const { path } = await desk.api.copy(desk.document, this.state.title);
      desk.saver.drop();
      this.setState({ path, say: "" });
    } catch (trouble) {
      this.setState({ say: trouble.say || desk.w("not_connected") });
    }
  }

  render({ desk }, { isSeen, title, say, path }) {
    const { theirs } = desk.saver;
    if (path) {
      return html`
        <p role="status">${desk.w("conflict.copied")}</p>
        <div class="b-window-buttons">
          <button type="button" class="button" onClick=${() => desk.takeTheirs()}>${desk.w("conflict.stay")}</button>
          <a class="button button-main" href=${path}>${desk.w("conflict.open_copy")}</a>
        </div>
      `;
    }
    if (theirs === null) return html`<p>${desk.w("conflict.over")}</p>`;
    return html`
      <p>${desk.w("conflict.text", { name: theirs.savedBy || desk.w("versions.program"), at: clock(theirs.savedAt) })}</p>
      ${say && html`<p class="field-complaint" role="alert">${say}</p>`}
      ${
        isSeen
          ? html`<h3>${desk.w("conflict.changes")}</h3>
              <${ChangeList} desk=${desk} lines=${desk.told(theirs.document)} />`
          : html`<button type="button" class="button" onClick=${() => this.setState({ isSeen: true })}>${desk.w("conflict.look")}</button>`
      }
      <div class="b-window-buttons">
        <button type="button" class="button" onClick=${() => desk.takeTheirs()}>${desk.w("conflict.theirs")}</button>
        <button type="button" class="button" disabled=${!isSeen} onClick=${() => desk.keepMine()}>${desk.w("conflict.mine")}</button>
      </div>
      <label class="field" for="copy-title">${desk.w("conflict.copy_title")}</label>
      <div class="b-beside">
        <input class="b-input" id="copy-title" type="text" maxlength="60" value=${title} onInput=${(event) => this.setState({ title: event.target.value })} />
        <button type="button" class="button" disabled=${title.trim() === ""} onClick=${() => this.copy()}>${desk.w("conflict.copy")}</button>
      </div>
    `;
  }
}
