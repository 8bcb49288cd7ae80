/** テストに出す・公開する: what changes for residents is shown first, and exactly that is published. */

import { Component, html } from "../vendor/htm-preact.js";
import { ChangeList } from "./windows.js";

export class Publish extends Component {
  constructor(props) {
    super(props);
    this.state = { step: "loading", say: "", lines: null };
  }

  async componentDidMount() {
    const { desk, dialog } = this.props;
    if (!(await desk.saver.flush())) {
      this.setState({ step: "stuck", say: desk.w("publish.not_saved") });
      return;
    }
    try {
      await desk.checkNow();
      if (!desk.isChecked) {
        this.setState({ step: "stuck", say: desk.w("not_connected") });
        return;
      }
      const shown = desk.saver.facts.state[dialog.channel];
      const before = shown === null ? null : await desk.api.version(shown);
      this.document = desk.document;
      this.setState({ step: desk.isSound ? "ready" : "problems", lines: before && desk.told(before) });
    } catch (trouble) {
      this.setState({ step: "stuck", say: trouble.say || desk.w("not_connected") });
    }
  }

  async publish() {
    const { desk, dialog } = this.props;
    // Somebody may have gone on typing behind the window.
    if (desk.document !== this.document || desk.saver.isDirty) {
      this.setState({ step: "stuck", say: desk.w("publish.changed") });
      return;
    }
    this.setState({ step: "working" });
    try {
      const facts = await desk.api.publish(dialog.channel, desk.saver.revision);
      desk.saver.begin(facts);
      this.setState({ step: "done", say: desk.w(`publish.done_${dialog.channel}`, { version: facts.version }) });
      desk.draw();
    } catch (trouble) {
      if (trouble.facts?.problems) desk.took(trouble.facts);
      this.setState({ step: "stuck", say: trouble.say || desk.w("not_connected") });
    }
  }

  render({ desk, dialog }, { step, say, lines }) {
    const { channel } = dialog;
    if (step === "loading") return html`<p role="status">${desk.w("loading")}</p>`;
    if (step === "problems") {
      return html`
        <p role="alert">${desk.w("publish.problems", { count: desk.problems.length })}</p>
        <ul class="b-changes">${desk.problems.slice(0, 10).map((one) => html`<li>${one.sentence}</li>`)}</ul>
        <${Close} desk=${desk} />
      `;
    }
    if (step === "stuck" || step === "done") {
      return html`
        <p role="alert">${say}</p>
        ${step === "done" && html`<p class="field-hint">${desk.w(`publish.next_${channel}`, { form: desk.data.form })}</p>`}
        <${Close} desk=${desk} />
      `;
    }
    return html`
      <p>${desk.w(`publish.text_${channel}`)}</p>
      ${
        lines === null
          ? html`<p>${desk.w("publish.first")}</p>`
          : html`<h3>${desk.w(`publish.changes_${channel}`)}</h3>
              <${ChangeList} desk=${desk} lines=${lines} />`
      }
      ${desk.warnings.map((one) => html`<p class="b-warning" role="alert">${one.sentence}</p>`)}
      ${channel === "public" && html`<p class="field-hint">${desk.w("publish.keeps")}</p>`}
      <div class="b-window-buttons">
        <button type="button" class="button" onClick=${() => desk.openDialog(null)}>${desk.w("cancel")}</button>
        <button type="button" class="button button-main" disabled=${step === "working"} onClick=${() => this.publish()}>
          ${desk.w(channel === "public" ? "to_public" : "to_test")}
        </button>
      </div>
    `;
  }
}

function Close({ desk }) {
  return html`<div class="b-window-buttons">
    <button type="button" class="button button-main" onClick=${() => desk.openDialog(null)}>${desk.w("close")}</button>
  </div>`;
}
