/** Conditions by choosing: 「すべて」「どれか」 of rules about earlier questions, groups of rules within. */

import { html } from "../vendor/htm-preact.js";
import {
  OPERATORS,
  newRule,
  optionsOf,
  readCondition,
  sortOf,
  withOperator,
  writeCondition,
} from "./conditions.js";
import { earlierNodes } from "./tree.js";
import { figureOf } from "./controls.js";

export function ConditionEditor({ desk, id, property, value, onInput, isAsked = true }) {
  const tree = readCondition(value);
  const earlier = earlierNodes(desk.document, id, (node) => desk.answers(node));
  const write = (next) => onInput(writeCondition(next));
  return html`<fieldset class="b-condition">
    <legend>${property.label}</legend>
    ${
      tree === undefined
        ? html`<p class="field-hint">${desk.w("condition.other")}</p>
            <button type="button" class="button button-small" onClick=${() => onInput(undefined)}>
              ${desk.w("condition.clear")}
            </button>`
        : html`
            ${
              isAsked &&
              (tree === null || tree.parts.length === 0) &&
              html`<p class="field-hint">${desk.w(`condition.none_${property.key}`)}</p>`
            }
            <${Tree} desk=${desk} tree=${tree ?? { join: "all", parts: [] }} earlier=${earlier} depth=${0} write=${write} />
            ${earlier.length === 0 && html`<p class="field-hint">${desk.w("condition.no_earlier")}</p>`}
          `
    }
  </fieldset>`;
}

function Tree({ desk, tree, earlier, depth, write }) {
  const put = (index, part) =>
    write({ ...tree, parts: tree.parts.map((one, at) => (at === index ? part : one)).filter((one) => one !== null) });
  const rule = () => newRule(earlier.at(-1));
  return html`
    ${
      tree.parts.length > 1 &&
      html`<select
        class="b-input"
        aria-label=${desk.w("condition.join")}
        onChange=${(event) => write({ ...tree, join: event.target.value })}
      >
        ${["all", "any"].map((join) => html`<option value=${join} selected=${join === tree.join}>${desk.w(`condition.${join}`)}</option>`)}
      </select>`
    }
    ${tree.parts.map((part, index) =>
      "parts" in part
        ? html`<div class="b-condition-group" key=${index}>
            <${Tree} desk=${desk} tree=${part} earlier=${earlier} depth=${depth + 1} write=${(next) => put(index, next.parts.length ? next : null)} />
          </div>`
        : html`<${Rule} key=${index} desk=${desk} rule=${part} earlier=${earlier} write=${(next) => put(index, next)} />`,
    )}
    <div class="b-beside">
      <button
        type="button"
        class="button button-small"
        disabled=${earlier.length === 0}
        onClick=${() => write({ ...tree, parts: [...tree.parts, rule()] })}
      >
        ${desk.w("condition.add")}
      </button>
      ${
        depth === 0 &&
        tree.parts.length > 0 &&
        html`<button
          type="button"
          class="button button-small"
          disabled=${earlier.length === 0}
          onClick=${() => write({ ...tree, parts: [...tree.parts, { join: tree.join === "all" ? "any" : "all", parts: [rule(), rule()] }] })}
        >
          ${desk.w("condition.add_group")}
        </button>`
      }
    </div>
  `;
}

function Rule({ desk, rule, earlier, write }) {
  const node = earlier.find((one) => one.id === rule.field);
  const operators = OPERATORS[sortOf(node?.kind)];
  return html`<div class="b-rule">
    <select
      class="b-input"
      aria-label=${desk.w("condition.question")}
      onChange=${(event) => write(newRule(earlier.find((one) => one.id === event.target.value)))}
    >
      ${node === undefined && html`<option value=${rule.field} selected>${desk.w("condition.gone")}</option>`}
      ${earlier.map((one) => html`<option value=${one.id} selected=${one.id === rule.field}>${one.label || desk.w("unnamed")}</option>`)}
    </select>
    ${
      node !== undefined &&
      html`<select
          class="b-input"
          aria-label=${desk.w("condition.operator")}
          onChange=${(event) => write(withOperator(rule, event.target.value, node))}
        >
          ${(operators.includes(rule.op) ? operators : [rule.op, ...operators]).map(
            (op) => html`<option value=${op} selected=${op === rule.op}>${desk.w(`operator.${op}`)}</option>`,
          )}
        </select>
        <${Value} desk=${desk} rule=${rule} node=${node} write=${(value) => write({ ...rule, value })} />`
    }
    <button type="button" class="b-row-tool" aria-label=${desk.w("condition.remove")} title=${desk.w("condition.remove")} onClick=${() => write(null)}>
      ✕
    </button>
  </div>`;
}

function Value({ desk, rule, node, write }) {
  const label = desk.w("condition.value");
  const sort = sortOf(node.kind);
  if (rule.op === "answered" || (sort === "yes" && rule.op === "equals")) {
    const key = rule.op === "answered" ? "answered" : "yes";
    return html`<${Pick} label=${label} value=${rule.value} write=${write}
      options=${[true, false].map((value) => ({ value, label: desk.w(`value.${key}_${value}`) }))} />`;
  }
  if (rule.op === "any_of") {
    const chosen = Array.isArray(rule.value) ? rule.value : [];
    return html`<div class="b-choices" role="group" aria-label=${label}>
      ${optionsOf(node).map(
        (option) => html`<label class="b-check">
          <input
            type="checkbox"
            checked=${chosen.includes(option.value)}
            onChange=${(event) => write(event.target.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value))}
          />
          ${option.label}
        </label>`,
      )}
    </div>`;
  }
  if (rule.op === "between") {
    const [from, to] = rule.value;
    return html`
      <${Amount} label=${desk.w("condition.from")} value=${from} write=${(value) => write([value, to])} />
      <${Amount} label=${desk.w("condition.to")} value=${to} write=${(value) => write([from, value])} />
    `;
  }
  if (sort === "choose" || sort === "several") {
    return html`<${Pick} label=${label} value=${rule.value} write=${write} options=${optionsOf(node)} />`;
  }
  if (sort === "number" || sort === "birth") return html`<${Amount} label=${label} value=${rule.value} write=${write} />`;
  const type = { date: "date", time: "time", datetime: "datetime-local" }[node.kind] ?? "text";
  return html`<input class="b-input" type=${type} aria-label=${label} value=${rule.value ?? ""} onInput=${(event) => write(event.target.value)} />`;
}

function Pick({ label, options, value, write }) {
  const at = options.findIndex((option) => option.value === value);
  return html`<select class="b-input" aria-label=${label} onChange=${(event) => write(options[+event.target.value].value)}>
    ${at < 0 && html`<option value="-1" selected disabled>${String(value ?? "")}</option>`}
    ${options.map((option, index) => html`<option value=${index} selected=${index === at}>${option.label}</option>`)}
  </select>`;
}

function Amount({ label, value, write }) {
  return html`<input
    class="b-input b-short"
    type="number"
    step="any"
    aria-label=${label}
    value=${value ?? 0}
    onInput=${(event) => write(figureOf(event.target.value, false) ?? 0)}
  />`;
}

/** Required always, never, or under a condition. */
export function Requirement(props) {
  const { desk, property, name, describedBy, value, onInput } = props;
  const way = value === false ? "no" : value !== null && typeof value === "object" ? "when" : "yes";
  const earlier = earlierNodes(desk.document, props.id, (node) => desk.answers(node));
  const first = () => writeCondition({ join: "all", parts: [newRule(earlier.at(-1))] });
  const change = (to) => onInput({ yes: () => undefined, no: () => false, when: first }[to]());
  return html`
    <label class="field" for=${name}>${property.label}</label>
    <select class="b-input" id=${name} aria-describedby=${describedBy} onChange=${(event) => change(event.target.value)}>
      ${["yes", "no", "when"].map(
        (one) => html`<option value=${one} selected=${one === way} disabled=${one === "when" && way !== "when" && earlier.length === 0}>
          ${desk.w(`required.${one}`)}
        </option>`,
      )}
    </select>
    ${
      way === "when" &&
      html`<${ConditionEditor} ...${props} property=${{ ...property, label: desk.w("required.condition") }} isAsked=${false}
      />`
    }
  `;
}
