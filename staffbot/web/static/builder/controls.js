/**
 * One control for each type of property. `onInput(undefined)` takes the property away again; a second argument says
 * which part was typed into, null that this is a step of its own.
 */

import { html } from "../vendor/htm-preact.js";
import { ConditionEditor, Requirement } from "./condition-editor.js";
import { Keywords, Options } from "./lists.js";
import { earlierOfKinds } from "./tree.js";

const CONTROLS = {
  text: TextLine,
  long_text: LongText,
  whole: Figure,
  number: Figure,
  bool: Flag,
  word: Word,
  words: Words,
  options: Options,
  keywords: Keywords,
  fields: Fields,
  day: Day,
  moment: Moment,
  time: Time,
  condition: ConditionEditor,
  requirement: Requirement,
  attribute: Attribute,
};

/** The control of a property's type; of one this page doesn't know, nothing. */
export function Control(props) {
  const Kind = CONTROLS[props.property.type];
  return Kind === undefined ? null : html`<${Kind} ...${props} />`;
}

function Labelled({ name, label, children }) {
  return html`<label class="field" for=${name}>${label}</label>${children}`;
}

function TextLine({ property, name, describedBy, value, onInput }) {
  return html`<${Labelled} name=${name} label=${property.label}>
    <input
      class="b-input"
      id=${name}
      type="text"
      autocomplete="off"
      maxlength=${property.most ?? null}
      aria-describedby=${describedBy}
      value=${value ?? ""}
      onInput=${(event) => onInput(event.target.value || undefined)}
    />
  <//>`;
}

function LongText({ property, name, describedBy, value, onInput }) {
  return html`<${Labelled} name=${name} label=${property.label}>
    <textarea
      class="b-input"
      id=${name}
      rows="2"
      maxlength=${property.most ?? null}
      aria-describedby=${describedBy}
      value=${value ?? ""}
      onInput=${(event) => onInput(event.target.value || undefined)}
    ></textarea>
  <//>`;
}

/** Read a typed number; what is none takes the property away. */
export function figureOf(text, isWhole) {
  if (text.trim() === "") return undefined;
  const figure = Number(text);
  return Number.isFinite(figure) ? (isWhole ? Math.trunc(figure) : figure) : undefined;
}

function Figure({ property, name, describedBy, value, onInput }) {
  const isWhole = property.type === "whole";
  return html`<${Labelled} name=${name} label=${property.label}>
    <input
      class="b-input b-short"
      id=${name}
      type="number"
      step=${isWhole ? 1 : "any"}
      min=${property.least ?? null}
      max=${property.most ?? null}
      placeholder=${property.default ?? ""}
      aria-describedby=${describedBy}
      value=${value ?? ""}
      onInput=${(event) => onInput(figureOf(event.target.value, isWhole))}
    />
  <//>`;
}

function Flag({ owner, property, name, describedBy, value, onInput }) {
  const usual = property.default_in[owner.kind] ?? property.default ?? false;
  const isOn = value ?? usual;
  return html`<label class="b-check" for=${name}>
    <input
      id=${name}
      type="checkbox"
      checked=${isOn}
      aria-describedby=${describedBy}
      onChange=${(event) => onInput(event.target.checked === usual ? undefined : event.target.checked)}
    />
    ${property.label}
  </label>`;
}

function Word({ property, name, describedBy, value, onInput }) {
  return html`<${Labelled} name=${name} label=${property.label}>
    <select
      class="b-input"
      id=${name}
      aria-describedby=${describedBy}
      onChange=${(event) => onInput(event.target.value === property.default ? undefined : event.target.value)}
    >
      ${property.options.map(
        (option) => html`<option value=${option.value} selected=${option.value === (value ?? property.default)}>
          ${option.label}
        </option>`,
      )}
    </select>
  <//>`;
}

function Words({ property, value, onInput }) {
  const chosen = Array.isArray(value) ? value : [];
  const toggle = (word, isOn) => {
    const next = property.options.map((one) => one.value).filter((one) => (one === word ? isOn : chosen.includes(one)));
    onInput(next.length ? next : undefined);
  };
  return html`<${Choices} legend=${property.label} options=${property.options} chosen=${chosen} toggle=${toggle} />`;
}

function Fields({ desk, id, property, value, onInput }) {
  const chosen = Array.isArray(value) ? value : [];
  const options = earlierOfKinds(desk.document, id, property.of_kinds).map((node) => ({
    value: node.id,
    label: node.label || desk.w("unnamed"),
  }));
  const toggle = (one, isOn) => onInput(isOn ? [...chosen, one] : chosen.filter((other) => other !== one));
  return html`
    <${Choices} legend=${property.label} options=${options} chosen=${chosen} toggle=${toggle} />
    ${options.length === 0 && html`<p class="field-hint">${desk.w("no_earlier_figures")}</p>`}
  `;
}

function Choices({ legend, options, chosen, toggle }) {
  return html`<fieldset class="b-choices">
    <legend>${legend}</legend>
    ${options.map(
      (option) => html`<label class="b-check">
        <input
          type="checkbox"
          checked=${chosen.includes(option.value)}
          onChange=${(event) => toggle(option.value, event.target.checked)}
        />
        ${option.label}
      </label>`,
    )}
  </fieldset>`;
}

/** "today", "today+30", "today-7" or an ISO day. */
function Day({ desk, property, name, describedBy, value, onInput }) {
  const text = String(value ?? "");
  const found = /^today\s*([+-]\s*\d+)?$/.exec(text);
  const way = text === "" ? "none" : found ? "today" : text === "fiscal_year" ? "fiscal_year" : "day";
  const shift = Number((found?.[1] ?? "0").replaceAll(" ", ""));
  const ways = property.key === "on" ? ["none", "today", "fiscal_year", "day"] : ["none", "today", "day"];
  const change = (to) => onInput({ none: undefined, today: "today", fiscal_year: "fiscal_year", day: isoToday() }[to]);
  return html`<${Labelled} name=${name} label=${property.label}>
    <div class="b-beside">
      <select class="b-input" id=${name} aria-describedby=${describedBy} onChange=${(event) => change(event.target.value)}>
        ${ways.map((one) => html`<option value=${one} selected=${one === way}>${desk.w(`day.${one}`)}</option>`)}
      </select>
      ${
        way === "today" &&
        property.key !== "on" &&
        html`<label class="b-inline">
          <input
            class="b-input b-short"
            type="number"
            aria-label=${desk.w("day.shift_of", { label: property.label })}
            value=${shift}
            onInput=${(event) => onInput(shifted(figureOf(event.target.value, true) ?? 0))}
          />
          ${desk.w("day.shift")}
        </label>`
      }
      ${
        way === "day" &&
        html`<input
          class="b-input"
          type="date"
          aria-label=${property.label}
          value=${text}
          onInput=${(event) => event.target.value && onInput(event.target.value)}
        />`
      }
    </div>
  <//>`;
}

function shifted(days) {
  return days === 0 ? "today" : `today${days > 0 ? "+" : ""}${days}`;
}

function isoToday() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Tokyo" }).format(Date.now());
}

function Moment({ desk, property, name, describedBy, value, onInput }) {
  const text = String(value ?? "");
  const bare = property.key === "closes_at" ? "T23:59" : "T00:00";
  return html`<${Labelled} name=${name} label=${property.label}>
    <div class="b-beside">
      <input
        class="b-input"
        id=${name}
        type="datetime-local"
        aria-describedby=${describedBy}
        value=${text.length === 10 ? text + bare : text}
        onInput=${(event) => onInput(event.target.value || undefined)}
      />
      ${
        text !== "" &&
        html`<button type="button" class="button button-small" onClick=${() => onInput(undefined)}>
          ${desk.w("clear")}
        </button>`
      }
    </div>
  <//>`;
}

function Time({ property, name, describedBy, value, onInput }) {
  return html`<${Labelled} name=${name} label=${property.label}>
    <input
      class="b-input b-short"
      id=${name}
      type="time"
      aria-describedby=${describedBy}
      value=${value ?? ""}
      onInput=${(event) => onInput(event.target.value || undefined)}
    />
  <//>`;
}

function Attribute({ desk, owner, property, name, describedBy, value, onInput }) {
  const { attributes, fitting } = desk.data;
  const offered = attributes.filter((one) => fitting[one.kind]?.includes(owner.kind));
  const isGone = value !== undefined && !offered.some((one) => one.key === value);
  if (offered.length === 0 && !isGone) return null;
  return html`<${Labelled} name=${name} label=${property.label}>
    <select
      class="b-input"
      id=${name}
      aria-describedby=${describedBy}
      onChange=${(event) => onInput(event.target.value || undefined)}
    >
      <option value="" selected=${value === undefined}>${desk.w("no_attribute")}</option>
      ${isGone && html`<option value=${value} selected>${value}</option>`}
      ${offered.map((one) => html`<option value=${one.key} selected=${one.key === value}>${one.name}</option>`)}
    </select>
  <//>`;
}
