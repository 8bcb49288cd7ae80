/** Every kind of question, to drag into the form; pressed, it goes behind what is chosen. */

import { Component, html } from "../vendor/htm-preact.js";
import { sortPalette } from "./dragging.js";

const GROUPS = ["text", "choose", "when", "person", "place", "file", "other"];

export class Palette extends Component {
  shouldComponentUpdate() {
    return false;
  }

  render({ desk }) {
    return html`
      <nav class="b-palette" aria-labelledby="palette-title">
        <details class="b-palette-fold" open=${globalThis.innerWidth > 900}>
          <summary id="palette-title">${desk.w("palette")}</summary>
          <p class="b-hint">${desk.w("palette_hint")}</p>
          ${GROUPS.map((group) => {
            const entries = desk.data.palette.filter((entry) => entry.group === group);
            return html`
              <h2 class="b-palette-group">${desk.w(`group.${group}`)}</h2>
              <ul class="b-kinds" ref=${(list) => list && sortPalette(list, desk)}>
                ${entries.map(
                  (entry) => html`<li class="b-kind" data-kind=${entry.kind} key=${entry.kind}>
                    <button
                      type="button"
                      class="b-kind-button"
                      title=${entry.help}
                      aria-label=${desk.w("add_kind", { label: entry.label })}
                      onClick=${() => added(desk, entry.kind)}
                    >
                      ${entry.label}
                    </button>
                  </li>`,
                )}
              </ul>
            `;
          })}
        </details>
      </nav>
    `;
  }
}

function added(desk, kind) {
  const id = desk.add(kind);
  if (!id) return;
  desk.afterDrawing(() => document.getElementById(`node-${id}`)?.scrollIntoView({ block: "nearest" }));
}
