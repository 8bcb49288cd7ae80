/** The form itself: its questions in order, groups with theirs inside. */

import { Component, html } from "../vendor/htm-preact.js";
import { sortList } from "./dragging.js";
import { isGroup, listNodes } from "./tree.js";

const MOVES = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };

export function Canvas({ desk }) {
  const { document } = desk;
  const numbers = new Map(listNodes(document).map((place) => [place.node.id, place.number]));
  const own = desk.problemsAt("");
  return html`
    <main class="b-canvas" id="pane-canvas" aria-labelledby="canvas-title">
      <button
        type="button"
        class="b-head"
        aria-pressed=${desk.chosen === "" ? "true" : "false"}
        onClick=${() => desk.choose("", "panel")}
      >
        <span class="b-head-title" id="canvas-title">${document.title || desk.w("unnamed")}</span>
        <span class="b-head-text">${document.summary || desk.w("head_hint")}</span>
        ${own.length > 0 && html`<${Marks} problems=${own} desk=${desk} />`}
      </button>
      <p class="b-hint b-keys">${desk.w("keys_hint")}</p>
      <${List} desk=${desk} nodes=${document.fields ?? []} parent="" numbers=${numbers} label=${desk.w("questions")} />
      <${Problems} desk=${desk} />
      ${desk.warnings.map(
        (one) => html`<p class="b-warning" role="status">
          <button type="button" class="b-link" onClick=${() => reveal(desk, one.place)}>${one.sentence}</button>
        </p>`,
      )}
    </main>
  `;
}

function List({ desk, nodes, parent, numbers, label }) {
  return html`
    <ul class="b-list" data-parent=${parent} aria-label=${label} ref=${(list) => list && sortList(list, desk)}>
      ${nodes.map(
        (node) => html`<${Node}
          key=${node.id}
          desk=${desk}
          node=${node}
          number=${numbers.get(node.id)}
          numbers=${isGroup(node) ? numbers : null}
          chosen=${isGroup(node) ? desk.chosen : desk.chosen === node.id}
          problems=${desk.problemsAt(node.id)}
          placed=${isGroup(node) ? desk.placed : null}
        />`,
      )}
      ${nodes.length === 0 && html`<li class="b-empty" key=" ">${desk.w(parent === "" ? "empty_form" : "empty_group")}</li>`}
    </ul>
  `;
}

const SEEN = ["node", "number", "numbers", "chosen", "problems", "placed"];

class Node extends Component {
  /** Two hundred questions: only what changed is drawn. */
  shouldComponentUpdate(next) {
    return SEEN.some((key) => next[key] !== this.props[key] && !bothEmpty(next[key], this.props[key]));
  }

  render({ desk, node, number, numbers, problems }) {
    const isChosen = desk.chosen === node.id;
    const kind = desk.kindOf(node);
    return html`
      <li class="b-node" data-id=${node.id} data-group=${isGroup(node) ? "yes" : null} id=${`node-${node.id}`}>
        <div class="b-row" data-chosen=${isChosen ? "yes" : null} data-wrong=${problems.length > 0 ? "yes" : null}>
          <span class="b-grip" aria-hidden="true">⠿</span>
          <button
            type="button"
            class="b-row-main"
            aria-pressed=${isChosen ? "true" : "false"}
            aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight Control+D Delete"
            onClick=${() => desk.choose(node.id, "panel")}
            onFocus=${() => !isChosen && desk.choose(node.id)}
            onKeyDown=${(event) => pressed(event, desk, node)}
          >
            <span class="b-number">${number}</span>
            <span class="b-label">${node.label || desk.w("unnamed")}</span>
            <span class="b-marks">
              <span class="b-kind-mark">${kind.label}</span>
              ${node.required === false && html`<span class="b-mark">${desk.w("mark.optional")}</span>`}
              ${isConditional(node) && html`<span class="b-mark">${desk.w("mark.conditional")}</span>`}
              ${node.max !== undefined && isGroup(node) && html`<span class="b-mark">${desk.w("mark.repeats", { max: node.max })}</span>`}
            </span>
            ${problems.length > 0 && html`<${Marks} problems=${problems} desk=${desk} />`}
          </button>
          <button
            type="button"
            class="b-row-tool"
            aria-label=${desk.w("duplicate_of", { label: node.label ?? "" })}
            title=${desk.w("duplicate")}
            onClick=${() => desk.duplicate(node.id)}
          >
            <svg class="b-icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M9 9h11v11H9zM15 9V4H4v11h5" /></svg>
          </button>
          <button
            type="button"
            class="b-row-tool"
            aria-label=${desk.w("remove_of", { label: node.label ?? "" })}
            title=${desk.w("remove")}
            onClick=${() => desk.remove(node.id)}
          >
            ✕
          </button>
        </div>
        ${
          isGroup(node) &&
          html`<${List}
            desk=${desk}
            nodes=${node.fields ?? []}
            parent=${node.id}
            numbers=${numbers}
            label=${desk.w("inside_of", { label: node.label ?? "" })}
          />`
        }
      </li>
    `;
  }
}

function bothEmpty(one, other) {
  return Array.isArray(one) && Array.isArray(other) && one.length === 0 && other.length === 0;
}

function isConditional(node) {
  const hasOption = Array.isArray(node.options) && node.options.some((one) => one?.show !== undefined);
  return node.show !== undefined || hasOption || (node.required !== null && typeof node.required === "object");
}

function Marks({ problems, desk }) {
  return html`<span class="b-problem-mark">
    <span aria-hidden="true">▲</span> ${desk.w("mark.problem")}: ${problems.map((one) => one.sentence).join(" ")}
  </span>`;
}

function Problems({ desk }) {
  const { problems } = desk;
  if (problems.length === 0) {
    return html`<p class="b-sound" role="status">${desk.isChecked ? desk.w("sound") : desk.w("checking")}</p>`;
  }
  return html`
    <section class="b-problems" aria-labelledby="problems-title">
      <h2 id="problems-title">${desk.w("problems", { count: problems.length })}</h2>
      <ul>
        ${problems.slice(0, 30).map((one) => {
          const node = listNodes(desk.document).find((place) => place.node.id === one.place)?.node;
          return html`<li>
            <button type="button" class="b-link" onClick=${() => reveal(desk, node?.id ?? "")}>
              ${node ? `${node.label || desk.w("unnamed")}: ` : ""}${one.sentence}
            </button>
          </li>`;
        })}
      </ul>
    </section>
  `;
}

function reveal(desk, id) {
  desk.choose(id, "panel");
  desk.afterDrawing(() => document.getElementById(`node-${id}`)?.scrollIntoView({ block: "center" }));
}

function pressed(event, desk, node) {
  const key = event.key;
  if (event.altKey && MOVES[key]) {
    desk.step(node.id, MOVES[key]);
    refocus(desk);
  } else if (key === "Delete" && !event.altKey) {
    desk.remove(node.id);
    refocus(desk);
  } else if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "d") {
    desk.duplicate(node.id);
    refocus(desk);
  } else if (!event.altKey && (key === "ArrowDown" || key === "ArrowUp")) {
    const rows = [...document.querySelectorAll(".b-row-main")];
    rows[rows.indexOf(event.currentTarget) + (key === "ArrowDown" ? 1 : -1)]?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The row that is chosen now keeps the keyboard, wherever it has gone: at once, or quick keys would be lost. */
function refocus(desk) {
  desk.afterDrawing(() => document.querySelector(`#node-${CSS.escape(desk.chosen)} .b-row-main`)?.focus());
}
