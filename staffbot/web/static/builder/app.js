/** The whole page: the bar, the palette, the form, the settings and the telephone. */

import { html } from "../vendor/htm-preact.js";
import { Canvas } from "./canvas.js";
import { Palette } from "./palette.js";
import { Panel } from "./panel.js";
import { PhonePane } from "./phone-pane.js";
import { Window } from "./windows.js";

const TABS = ["canvas", "panel", "phone"];

export function App({ desk }) {
  if (desk.state === null) {
    return html`<p class="b-loading" role="status">${desk.trouble || desk.w("loading")}</p>`;
  }
  return html`
    <div class="b-app" data-tab=${desk.tab}>
      <${Bar} desk=${desk} />
      <${Notices} desk=${desk} />
      <div class="b-tabs" role="tablist" aria-label=${desk.w("tabs")}>
        ${TABS.map(
          (tab) => html`<button
            type="button"
            role="tab"
            class="b-tab"
            id=${`tab-${tab}`}
            aria-selected=${desk.tab === tab ? "true" : "false"}
            aria-controls=${`pane-${tab}`}
            onClick=${() => desk.show(tab)}
          >
            ${desk.w(`tab.${tab}`)}
            ${tab === "canvas" && desk.problems.length > 0 && html`<span class="b-count">${desk.problems.length}</span>`}
          </button>`,
        )}
      </div>
      <div class="b-desk">
        <${Palette} desk=${desk} />
        <${Canvas} desk=${desk} state=${desk.state} />
        <${Panel} desk=${desk} />
        <${PhonePane} desk=${desk} />
      </div>
      <p class="b-said" role="status" aria-live="polite" data-shown=${desk.note ? "yes" : "no"}>${desk.note}</p>
      <${Window} desk=${desk} />
    </div>
  `;
}

function Bar({ desk }) {
  const { state } = desk.saver.facts;
  const stage = state ? desk.w(`stage.${state.stage}`) : "";
  return html`
    <header class="b-bar">
      <h1 class="b-title">
        <span class="b-title-name">${desk.document.title || desk.w("unnamed")}</span>
        <span class="b-form-kind">${kindName(desk)}</span>
        <span class="b-stage" data-stage=${state?.stage}>${stage}</span>
      </h1>
      <${SavedState} desk=${desk} />
      <div class="b-tools" role="group" aria-label=${desk.w("tools")}>
        <button
          type="button"
          class="button button-small"
          disabled=${desk.state.past.length === 0}
          onClick=${() => desk.undo()}
          title="Ctrl+Z"
        >
          ${desk.w("undo")}
        </button>
        <button
          type="button"
          class="button button-small"
          disabled=${desk.state.future.length === 0}
          onClick=${() => desk.redo()}
          title="Ctrl+Y"
        >
          ${desk.w("redo")}
        </button>
        <button type="button" class="button button-small" onClick=${() => desk.openDialog({ name: "versions" })}>
          ${desk.w("versions")}
        </button>
        <button
          type="button"
          class="button button-small"
          onClick=${() => desk.openDialog({ name: "publish", channel: "test" })}
        >
          ${desk.w("to_test")}
        </button>
        <button
          type="button"
          class="button button-small button-main"
          disabled=${!desk.data.mayPublish}
          title=${desk.data.mayPublish ? "" : desk.w("may_not_publish")}
          onClick=${() => desk.openDialog({ name: "publish", channel: "public" })}
        >
          ${desk.w("to_public")}
        </button>
      </div>
    </header>
  `;
}

/** What sort of form it is, as staff call it. */
function kindName(desk) {
  const kinds = desk.data.formProperties.find((one) => one.key === "kind").options;
  return kinds.find((one) => one.value === desk.document.kind)?.label ?? "";
}

function SavedState({ desk }) {
  const { saver } = desk;
  const at = saver.facts.savedAt ? clock(saver.facts.savedAt) : "";
  const said = saver.state === "refused" ? saver.say : desk.w(`save.${saver.state}`, { at });
  return html`<p class="b-saved" data-state=${saver.state} role="status">${said}</p>`;
}

function Notices({ desk }) {
  const { newer, others } = desk;
  return html`
    ${
      newer !== null &&
      html`<p class="b-notice" role="alert">
        ${desk.w(newer.savedByMe ? "newer_mine" : "newer", { name: newer.savedBy, at: clock(newer.savedAt) })}
        <button type="button" class="button button-small" onClick=${() => desk.refresh()}>${desk.w("refresh")}</button>
      </p>`
    }
    ${
      newer === null &&
      others.length > 0 &&
      html`<p class="b-notice">${desk.w("others", { names: others.join("、") })}</p>`
    }
    ${newer === null && desk.isTwice && html`<p class="b-notice">${desk.w("twice")}</p>`}
  `;
}

/** An instant in ms as it is told in Japan. */
export function clock(milliseconds) {
  return new Intl.DateTimeFormat("ja-JP", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "Asia/Tokyo",
  }).format(milliseconds);
}

/** Undoing works wherever the keyboard is; the page's own, since the controls show the document and not themselves. */
export function pressed(event, desk) {
  if (desk.state === null || desk.dialog !== null || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) desk.undo();
  else if (key === "y" || (key === "z" && event.shiftKey)) desk.redo();
  else return;
  event.preventDefault();
  const focused = document.activeElement;
  if (focused?.closest(".b-list")) {
    desk.afterDrawing(() => {
      if (!focused.isConnected || document.activeElement === document.body) {
        document.querySelector(`#node-${CSS.escape(desk.chosen)} .b-row-main`)?.focus();
      }
    });
  }
}
