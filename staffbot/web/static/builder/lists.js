/** Lists one writes: the options of a choice, the passwords of members. */

import { html, useState } from "../vendor/htm-preact.js";
import { ConditionEditor } from "./condition-editor.js";
import { aliasesOf, labelOf, relabelled, withAliases, withShow } from "./options.js";

const MOST_OPTIONS = 2000;

export function Options({ desk, id, owner, property, name, value, problems, onInput }) {
  const [isPasting, paste] = useState(false);
  const [opened, open] = useState(null);
  const lent = value === undefined ? desk.data.attributes.find((one) => one.key === owner.attribute) : undefined;
  const options = Array.isArray(value) ? value : [];
  const put = (index, option, part) => onInput(options.map((one, at) => (at === index ? option : one)), part);
  const swap = (index, other) => {
    const next = [...options];
    [next[index], next[other]] = [next[other], next[index]];
    if (opened === index) open(other);
    else if (opened === other) open(index);
    onInput(next, null);
  };
  const remove = (index) => {
    open(null);
    onInput(options.filter((_, at) => at !== index), null);
    desk.afterDrawing(() => document.getElementById(`${name}-${Math.min(index, options.length - 2)}`)?.focus());
  };
  const add = () => {
    onInput([...options, desk.w("options.new", { number: options.length + 1 })], null);
    desk.afterDrawing(() => document.getElementById(`${name}-${options.length}`)?.select());
  };
  const pasted = (next) => {
    if (next) onInput(next, null);
    open(null);
    paste(false);
  };
  const wrong = new Set(problems.map((one) => one.key.split(".")[1]));
  const keys = (event, index) => {
    if (event.key === "Enter" && !event.isComposing) add();
    else if (event.altKey && event.key === "ArrowUp" && index > 0) swap(index, index - 1);
    else if (event.altKey && event.key === "ArrowDown" && index < options.length - 1) swap(index, index + 1);
    else return;
    event.preventDefault();
  };
  return html`<fieldset class="b-options">
    <legend>${property.label}</legend>
    ${
      isPasting
        ? html`<${Pasting} desk=${desk} options=${options} onDone=${pasted} />`
        : html`
            <ol>
              ${options.map(
                (option, index) => html`<li key=${index} class="b-option" data-wrong=${wrong.has(String(index)) ? "yes" : null}>
                  <input
                    class="b-input"
                    id=${`${name}-${index}`}
                    type="text"
                    maxlength="300"
                    autocomplete="off"
                    aria-label=${desk.w("options.label", { number: index + 1 })}
                    value=${labelOf(option)}
                    onInput=${(event) => put(index, relabelled(option, event.target.value), `.${index}`)}
                    onKeyDown=${(event) => keys(event, index)}
                  />
                  <${Small} label=${desk.w("options.up", { number: index + 1 })} sign="↑" disabled=${index === 0} act=${() => swap(index, index - 1)} />
                  <${Small} label=${desk.w("options.down", { number: index + 1 })} sign="↓" disabled=${index === options.length - 1} act=${() => swap(index, index + 1)} />
                  <${Small} label=${desk.w("options.remove", { number: index + 1 })} sign="✕" act=${() => remove(index)} />
                  <button
                    type="button"
                    class="b-link b-option-when"
                    aria-expanded=${opened === index ? "true" : "false"}
                    aria-label=${desk.w(option?.show === undefined ? "options.when" : "options.when_set", { number: index + 1 })}
                    onClick=${() => open(opened === index ? null : index)}
                  >
                    ${desk.w(option?.show === undefined ? "options.always" : "mark.conditional")}
                  </button>
                  ${
                    opened === index &&
                    html`<label class="b-option-words">
                        <span>${desk.w("options.aliases", { label: labelOf(option) })}</span>
                        <input
                          class="b-input"
                          type="text"
                          maxlength="1000"
                          autocomplete="off"
                          value=${aliasesOf(option)}
                          onChange=${(event) => put(index, withAliases(option, event.target.value), null)}
                        />
                      </label>
                      <${ConditionEditor}
                        desk=${desk}
                        id=${id}
                        name=${`${name}-${index}`}
                        property=${{ key: "option", label: desk.w("options.show", { label: labelOf(option) }) }}
                        value=${option?.show}
                        onInput=${(show, part) => put(index, withShow(option, show), part && `.${index}${part}`)}
                      />`
                  }
                </li>`,
              )}
            </ol>
            ${lent && html`<p class="field-hint">${desk.w("options.lent", { name: lent.name })}</p>`}
            <div class="b-beside">
              <button type="button" class="button button-small" disabled=${options.length >= MOST_OPTIONS} onClick=${add}>
                ${desk.w("options.add")}
              </button>
              <button type="button" class="button button-small" onClick=${() => paste(true)}>
                ${desk.w("options.paste")}
              </button>
            </div>
          `
    }
  </fieldset>`;
}

/** All options as lines: quick to paste from a list. */
function Pasting({ desk, options, onDone }) {
  const [text, set] = useState(options.map(labelOf).join("\n"));
  const read = () => {
    const kept = new Map(options.map((option) => [labelOf(option), option]));
    const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
    return [...new Set(lines)].slice(0, MOST_OPTIONS).map((line) => kept.get(line) ?? line);
  };
  return html`
    <textarea
      class="b-input"
      rows="8"
      aria-label=${desk.w("options.lines")}
      value=${text}
      onInput=${(event) => set(event.target.value)}
    ></textarea>
    <p class="field-hint">${desk.w("options.lines")}</p>
    <div class="b-beside">
      <button type="button" class="button button-small button-main" onClick=${() => onDone(read())}>${desk.w("decide")}</button>
      <button type="button" class="button button-small" onClick=${() => onDone(null)}>${desk.w("cancel")}</button>
    </div>
  `;
}

export function Keywords({ desk, property, value, onInput }) {
  const words = Array.isArray(value) ? value : [];
  const put = (index, changes) => onInput(words.map((one, at) => (at === index ? { ...plain(one), ...changes } : one)));
  return html`<fieldset class="b-options">
    <legend>${property.label}</legend>
    <ol>
      ${words.map(
        (one, index) => html`<li key=${index} class="b-option">
          <input
            class="b-input"
            type="text"
            maxlength="100"
            autocomplete="off"
            placeholder=${desk.w("keywords.word")}
            aria-label=${desk.w("keywords.word_of", { number: index + 1 })}
            value=${plain(one).word}
            onInput=${(event) => put(index, { word: event.target.value })}
          />
          <input
            class="b-input"
            type="text"
            maxlength="60"
            autocomplete="off"
            placeholder=${desk.w("keywords.label")}
            aria-label=${desk.w("keywords.label_of", { number: index + 1 })}
            value=${plain(one).label}
            onInput=${(event) => put(index, { label: event.target.value })}
          />
          <${Small} label=${desk.w("options.remove", { number: index + 1 })} sign="✕" act=${() => onInput(words.filter((_, at) => at !== index))} />
        </li>`,
      )}
    </ol>
    <button type="button" class="button button-small" onClick=${() => onInput([...words, { word: "", label: "" }])}>
      ${desk.w("keywords.add")}
    </button>
  </fieldset>`;
}

function plain(one) {
  return typeof one === "object" && one !== null ? one : { word: String(one), label: "" };
}

function Small({ label, sign, disabled = false, act }) {
  return html`<button type="button" class="b-row-tool" aria-label=${label} title=${label} disabled=${disabled} onClick=${act}>
    ${sign}
  </button>`;
}
