/** The windows in front of the page: publishing, earlier versions, and somebody else's work. */

import { Component, html } from "../vendor/htm-preact.js";
import { Conflict } from "./conflict.js";
import { Publish } from "./publish.js";
import { Versions } from "./versions.js";

const KINDS = { publish: Publish, versions: Versions, conflict: Conflict };

export function Window({ desk }) {
  if (desk.dialog === null) return null;
  const Kind = KINDS[desk.dialog.name];
  return html`<${Frame} desk=${desk} key=${desk.dialog.name} title=${desk.w(`${desk.dialog.name}.title`)}>
    <${Kind} desk=${desk} dialog=${desk.dialog} />
  <//>`;
}

class Frame extends Component {
  componentDidMount() {
    this.before = document.activeElement;
    this.box.showModal();
  }

  componentWillUnmount() {
    this.box.close();
    this.before?.focus?.();
  }

  render({ desk, title, children }) {
    return html`<dialog
      class="b-window"
      ref=${(box) => {
        if (box) this.box = box;
      }}
      aria-labelledby="window-title"
      onCancel=${(event) => {
        event.preventDefault();
        desk.openDialog(null);
      }}
    >
      <div class="b-window-head">
        <h2 id="window-title">${title}</h2>
        <button type="button" class="b-row-tool" aria-label=${desk.w("close")} onClick=${() => desk.openDialog(null)}>✕</button>
      </div>
      ${children}
    </dialog>`;
  }
}

/** A list of changes, long ones cut. */
export function ChangeList({ desk, lines }) {
  if (lines.length === 0) return html`<p>${desk.w("change.none")}</p>`;
  return html`<ul class="b-changes">
    ${lines.slice(0, 40).map((line) => html`<li>${line}</li>`)}
    ${lines.length > 40 && html`<li>${desk.w("change.more", { count: lines.length - 40 })}</li>`}
  </ul>`;
}
