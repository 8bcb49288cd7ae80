/** The settings of what is chosen: a question, a group, or the form as a whole. Made from each kind's own list. */

import { html } from "../vendor/htm-preact.js";
import { Control } from "./controls.js";
import { isGroup, nodeOf, stepOf } from "./tree.js";
import { Viewers } from "./viewers.js";

// What most questions never need stands folded.
const FOLDED = ["example", "attribute", "note", "min", "withdrawable", "listed", "review", "private"];
const WAYS = ["up", "down", "in", "out"];

export function Panel({ desk }) {
  const node = nodeOf(desk.document, desk.chosen);
  return html`
    <section class="b-panel" id="pane-panel" aria-labelledby="panel-title">
      ${node === null ? html`<${FormPanel} desk=${desk} />` : html`<${NodePanel} key=${node.id} desk=${desk} node=${node} />`}
    </section>
  `;
}

function FormPanel({ desk }) {
  return html`
    <h2 id="panel-title" class="b-panel-title">${desk.w("panel.form")}</h2>
    <${Properties} desk=${desk} id="" owner=${desk.document} properties=${desk.data.formProperties} />
    <${Viewers} desk=${desk} />
  `;
}

function NodePanel({ desk, node }) {
  const kind = desk.kindOf(node);
  return html`
    <h2 id="panel-title" class="b-panel-title">${kind.label}</h2>
    <p class="b-hint">${kind.help}</p>
    <div class="b-panel-tools" role="group" aria-label=${desk.w("panel.tools")}>
      ${WAYS.map((way) => {
        const can = stepOf(desk.document, node.id, way) !== null;
        if (!can && (way === "in" || way === "out")) return null;
        return html`<button
          type="button"
          class="button button-small"
          disabled=${!can}
          onClick=${() => desk.step(node.id, way)}
        >
          ${desk.w(`move.${way}`)}
        </button>`;
      })}
      <button type="button" class="button button-small" onClick=${() => desk.duplicate(node.id)}>
        ${desk.w("duplicate")}
      </button>
      <button type="button" class="button button-small b-danger" onClick=${() => desk.remove(node.id)}>
        ${desk.w("remove")}
      </button>
    </div>
    <${Properties} desk=${desk} id=${node.id} owner=${node} properties=${kind.properties} />
  `;
}

function Properties({ desk, id, owner, properties }) {
  const problems = desk.problemsAt(id);
  const keys = new Set(properties.map((one) => one.key));
  const placeless = problems.filter((one) => !keys.has(ownKey(one)));
  const mayFold = (one) => FOLDED.includes(one.key) && !(one.key === "min" && !isGroup(owner));
  const wrong = new Set(problems.map(ownKey));
  const isOpen = properties.some((one) => mayFold(one) && wrong.has(one.key));
  const drawn = (one) => html`<${Property}
    key=${one.key}
    desk=${desk}
    id=${id}
    owner=${owner}
    property=${one}
    problems=${problems.filter((problem) => ownKey(problem) === one.key)}
  />`;
  return html`
    ${placeless.map((one) => html`<p class="field-complaint" role="alert">${one.sentence}</p>`)}
    ${properties.filter((one) => !mayFold(one)).map(drawn)}
    ${
      properties.some(mayFold) &&
      html`<details class="b-more" open=${isOpen}>
        <summary>${desk.w("panel.more")}</summary>
        ${properties.filter(mayFold).map(drawn)}
      </details>`
    }
  `;
}

/** `options.2` is about one of the options. */
function ownKey(problem) {
  return problem.key.split(".")[0];
}

function Property({ desk, id, owner, property, problems }) {
  const { key } = property;
  // A preference form is always answered once and can always be corrected: there is nothing to choose.
  if (property.fixed_in.includes(owner.kind)) return null;
  const name = `${id || "form"}-${key}`;
  const warnings = desk.warnings.filter((one) => one.place === id && one.key === key);
  const hints = desk.data.hints;
  const hint = hints[`${owner.kind}.${key}`] ?? hints[key] ?? "";
  return html`
    <div class=${problems.length > 0 ? "b-property field-wrong" : "b-property"} data-key=${key}>
      <${Control}
        desk=${desk}
        id=${id}
        owner=${owner}
        property=${property}
        problems=${problems}
        name=${name}
        describedBy=${[hint && `${name}-hint`, problems.length > 0 && `${name}-wrong`].filter(Boolean).join(" ") || null}
        value=${owner[key]}
        onInput=${(value, part) => desk.set(id, key, value, part)}
      />
      ${hint && html`<p class="field-hint" id=${`${name}-hint`}>${hint}</p>`}
      ${
        problems.length > 0 &&
        html`<p class="field-complaint" id=${`${name}-wrong`}>${problems.map((one) => one.sentence).join(" ")}</p>`
      }
      ${warnings.map((one) => html`<p class="b-warning">${one.sentence}</p>`)}
    </div>
  `;
}
