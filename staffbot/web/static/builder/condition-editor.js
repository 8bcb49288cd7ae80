/** Conditions by choosing: rules about earlier questions joined to groups, and groups within groups. */

import { html } from "../vendor/htm-preact.js";
import {
  DEEPEST_GROUPS,
  JOINS,
  OPERATORS,
  newGroup,
  newRule,
  optionsOf,
  readCondition,
  sortOf,
  unwrapped,
  withOperator,
  withPart,
  writeCondition,
} from "./conditions.js";
import { earlierNodes } from "./tree.js";
import { figureOf } from "./controls.js";

/** `name`: of this editor among those of the page, to find the keyboard's place in it again. */
export function ConditionEditor({ desk, id, name, property, value, onInput, isAsked = true }) {
  const stored = readCondition(value);
  const tree = stored ?? { join: "all", parts: [] };
  const earlier = earlierNodes(desk.document, id, (node) => desk.answers(node));
  const write = (next, { typed = null, focused } = {}) => {
    onInput(writeCondition(next), typed);
    desk.afterDrawing(() => focusOn(name, focused));
  };
  return html`<fieldset class="b-condition" id=${`${name}-condition`}>
    <legend>${property.label}</legend>
    ${
      stored === undefined
        ? html`<p class="field-hint">${desk.w("condition.other")}</p>
            <button type="button" class="button button-small" onClick=${() => onInput(undefined)}>
              ${desk.w("condition.clear")}
            </button>`
        : html`
            ${isAsked && tree.parts.length === 0 && html`<p class="field-hint">${desk.w(`condition.none_${property.key}`)}</p>`}
            <${Group} desk=${desk} root=${tree} group=${tree} path=${[]} earlier=${earlier} write=${write} />
            ${earlier.length === 0 && html`<p class="field-hint">${desk.w("condition.no_earlier")}</p>`}
          `
    }
  </fieldset>`;
}

/** The first control of what stands at a path; when that is gone, the last button that adds something. */
function focusOn(name, path) {
  if (path === undefined) return;
  const editor = document.getElementById(`${name}-condition`);
  const found = editor?.querySelector(`[data-path="${path.join(".")}"] select`);
  (found ?? [...(editor?.querySelectorAll("[data-adds]") ?? [])].at(-1))?.focus();
}

function Group({ desk, root, group, path, earlier, write }) {
  const put = (change, more) => write(path.length ? withPart(root, path, change) : change, more);
  const rule = () => newRule(earlier.at(-1), desk.data.attributes);
  const add = (part) => put({ ...group, parts: [...group.parts, part] }, { focused: [...path, group.parts.length] });
  const isJoined = group.parts.length > 1 || path.length > 0 || !["all", "any"].includes(group.join);
  return html`
    ${
      isJoined &&
      html`<div class="b-beside">
        <select
          class="b-input"
          aria-label=${desk.w("condition.join")}
          onChange=${(event) => put({ ...group, join: event.target.value })}
        >
          ${JOINS.map((join) => html`<option value=${join} selected=${join === group.join}>${desk.w(`condition.${join}`)}</option>`)}
        </select>
        ${
          path.length > 0 &&
          html`<button
              type="button"
              class="b-row-tool"
              aria-label=${desk.w("condition.unwrap")}
              title=${desk.w("condition.unwrap")}
              onClick=${() => write(unwrapped(root, path), { focused: path })}
            >
              ⇤
            </button>
            <button
              type="button"
              class="b-row-tool"
              aria-label=${desk.w("condition.remove_group")}
              title=${desk.w("condition.remove_group")}
              onClick=${() => write(withPart(root, path, null), { focused: path })}
            >
              ✕
            </button>`
        }
      </div>`
    }
    ${group.parts.map((part, index) => {
      const at = [...path, index];
      return "parts" in part
        ? html`<div class="b-condition-group" key=${index} data-path=${at.join(".")} role="group" aria-label=${desk.w("condition.group")}>
            <${Group} desk=${desk} root=${root} group=${part} path=${at} earlier=${earlier} write=${write} />
          </div>`
        : html`<${Rule}
            key=${index}
            desk=${desk}
            rule=${part}
            at=${at.join(".")}
            earlier=${earlier}
            write=${(next, more) => write(withPart(root, at, next), more)}
            remove=${() => write(withPart(root, at, null), { focused: at })}
          />`;
    })}
    <div class="b-beside">
      <button type="button" class="button button-small" data-adds disabled=${earlier.length === 0} onClick=${() => add(rule())}>
        ${desk.w(path.length ? "condition.add_inside" : "condition.add")}
      </button>
      ${
        path.length < DEEPEST_GROUPS - 1 &&
        group.parts.length > 0 &&
        html`<button
          type="button"
          class="button button-small"
          disabled=${earlier.length === 0}
          onClick=${() => add(newGroup(group, earlier.at(-1), desk.data.attributes))}
        >
          ${desk.w("condition.add_group")}
        </button>`
      }
    </div>
  `;
}

function Rule({ desk, rule, at, earlier, write, remove }) {
  const { attributes } = desk.data;
  const node = earlier.find((one) => one.id === rule.field);
  const operators = OPERATORS[sortOf(node?.kind)];
  return html`<div class="b-rule" data-path=${at}>
    <select
      class="b-input"
      aria-label=${desk.w("condition.question")}
      onChange=${(event) => write(newRule(earlier.find((one) => one.id === event.target.value), attributes))}
    >
      ${node === undefined && html`<option value=${rule.field} selected>${desk.w("condition.gone")}</option>`}
      ${earlier.map((one) => html`<option value=${one.id} selected=${one.id === rule.field}>${one.label || desk.w("unnamed")}</option>`)}
    </select>
    ${
      node !== undefined &&
      html`<select
          class="b-input"
          aria-label=${desk.w("condition.operator")}
          onChange=${(event) => write(withOperator(rule, event.target.value, node, attributes))}
        >
          ${(operators.includes(rule.op) ? operators : [rule.op, ...operators]).map(
            (op) => html`<option value=${op} selected=${op === rule.op}>${desk.w(`operator.${op}`)}</option>`,
          )}
        </select>
        <${Value} desk=${desk} rule=${rule} node=${node} write=${(value) => write({ ...rule, value }, { typed: `.${at}` })} />`
    }
    <button type="button" class="b-row-tool" aria-label=${desk.w("condition.remove")} title=${desk.w("condition.remove")} onClick=${remove}>
      ✕
    </button>
  </div>`;
}

function Value({ desk, rule, node, write }) {
  const label = desk.w("condition.value");
  const sort = sortOf(node.kind);
  const options = optionsOf(node, desk.data.attributes);
  if (rule.op === "answered" || (sort === "yes" && rule.op === "equals")) {
    const key = rule.op === "answered" ? "answered" : "yes";
    return html`<${Pick} label=${label} value=${rule.value} write=${write}
      options=${[true, false].map((value) => ({ value, label: desk.w(`value.${key}_${value}`) }))} />`;
  }
  if ((rule.op === "any_of" || rule.op === "not_any_of") && options.length > 0) {
    const chosen = Array.isArray(rule.value) ? rule.value : [];
    return html`<div class="b-choices" role="group" aria-label=${label}>
      ${options.map(
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
  if ((sort === "choose" || sort === "several") && options.length > 0) {
    return html`<${Pick} label=${label} value=${rule.value} write=${write} options=${options} />`;
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
  const first = () => writeCondition({ join: "all", parts: [newRule(earlier.at(-1), desk.data.attributes)] });
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
