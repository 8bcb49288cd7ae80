/** The small window in which a date, a time or a place is chosen. */

import { make } from "../view/dom.js";

const TYPES = { date: "date", time: "time", datetime: "datetime-local" };

export class Picker {
  /** @param {{dialog: HTMLDialogElement, form: HTMLFormElement, title: HTMLElement, fields: HTMLElement,
   *           cancel: HTMLElement}} places
   *  @param {Record<string, string>} words */
  constructor(places, words) {
    this.places = places;
    this.words = words;
    places.cancel.addEventListener("click", () => places.dialog.close(""));
    places.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (places.form.reportValidity()) places.dialog.close("decided");
    });
  }

  /**
   * Ask for a value.
   *
   * @param {"date"|"time"|"datetime"|"location"} what
   * @param {{initial?: string, min?: string, max?: string}} action LINE's picker action
   * @returns {Promise<string[]|null>} the fields' values; null when the person thought better of it
   */
  ask(what, action) {
    const { dialog, title, fields } = this.places;
    title.textContent = this.words[`${what}_title`];
    const inputs = what === "location" ? this.placeFields() : [this.timeField(what, action)];
    fields.replaceChildren(...inputs.map((input) => this.label(input, inputs.length > 1)));
    dialog.returnValue = "";
    dialog.showModal();
    inputs[0].focus();
    return new Promise((resolve) => {
      const closed = () => resolve(dialog.returnValue === "decided" ? inputs.map((input) => input.value) : null);
      dialog.addEventListener("close", closed, { once: true });
    });
  }

  placeFields() {
    return [this.words.latitude, this.words.longitude].map((words) => {
      const input = make("input");
      input.inputMode = "decimal";
      input.dataset.label = words;
      input.required = true;
      return input;
    });
  }

  timeField(what, action) {
    const input = make("input");
    input.type = TYPES[what];
    input.required = true;
    input.setAttribute("aria-labelledby", this.places.title.id);
    for (const [name, value] of [
      ["min", action.min],
      ["max", action.max],
      ["value", action.initial],
    ]) {
      // LINE writes an instant with t or T.
      if (value) input[name] = value.replace("t", "T");
    }
    return input;
  }

  label(input, named) {
    return make("label", "field", named ? input.dataset.label : null, input);
  }
}
