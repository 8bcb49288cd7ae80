/** 履歴: every version that was published; one of them can become the draft again. */

import { Component, html } from "../vendor/htm-preact.js";
import { ChangeList } from "./windows.js";

export class Versions extends Component {
  constructor(props) {
    super(props);
    this.state = { versions: null, chosen: null, say: "" };
  }

  async componentDidMount() {
    await this.tried(async () => this.setState({ versions: await this.props.desk.api.versions() }));
  }

  async tried(act) {
    try {
      await act();
    } catch (trouble) {
      this.setState({ say: trouble.say || this.props.desk.w("not_connected") });
    }
  }

  look(number) {
    return this.tried(async () => {
      this.setState({ chosen: { number, document: await this.props.desk.api.version(number) } });
    });
  }

  render({ desk }, { versions, chosen, say }) {
    if (say) return html`<p role="alert">${say}</p>`;
    if (versions === null) return html`<p role="status">${desk.w("loading")}</p>`;
    if (versions.length === 0) return html`<p>${desk.w("versions.none")}</p>`;
    return html`
      <p class="field-hint">${desk.w("versions.text")}</p>
      <ol class="b-versions" reversed>
        ${versions.map(
          (one) => html`<li data-chosen=${chosen?.number === one.number ? "yes" : null}>
            <button type="button" class="b-link" aria-expanded=${chosen?.number === one.number ? "true" : "false"} onClick=${() => this.look(one.number)}>
              ${desk.w("versions.one", { number: one.number, at: moment(one.savedAt), name: one.savedBy || desk.w("versions.program") })}
            </button>
            ${one.isPublic && html`<span class="b-stage" data-stage="public">${desk.w("stage.public")}</span>`}
            ${one.isTest && !one.isPublic && html`<span class="b-stage" data-stage="test">${desk.w("stage.test")}</span>`}
            ${chosen?.number === one.number && this.shown(chosen)}
          </li>`,
        )}
      </ol>
    `;
  }

  shown(chosen) {
    const { desk } = this.props;
    const lines = desk.told(chosen.document);
    const restore = () => {
      desk.openDialog(null);
      desk.replace(chosen.document, desk.w("said.restored", { number: chosen.number }));
    };
    return html`
      <h3>${desk.w("versions.changes")}</h3>
      <${ChangeList} desk=${desk} lines=${lines} />
      <button type="button" class="button button-small button-main" disabled=${lines.length === 0} onClick=${restore}>
        ${desk.w("versions.restore")}
      </button>
    `;
  }
}

function moment(milliseconds) {
  return new Intl.DateTimeFormat("ja-JP", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "Asia/Tokyo",
  }).format(milliseconds);
}
