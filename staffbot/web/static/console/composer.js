/** Where one types: growing box, completion of commands, Enter to send. Everything works by keyboard. */

import { make } from "../view/dom.js";
import { suggest } from "./model.js";

export class Composer {
  /**
   * @param {{form: HTMLFormElement, box: HTMLTextAreaElement, list: HTMLElement, send: HTMLButtonElement}} places
   * @param {(text: string) => void} onSay
   */
  constructor(places, onSay) {
    this.places = places;
    this.onSay = onSay;
    this.commands = [];
    this.found = [];
    this.chosen = -1;
    const { form, box } = places;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    box.addEventListener("input", () => this.typed());
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("blur", () => this.close());
  }

  /** Put words into the box; the person goes on typing. */
  write(text) {
    this.places.box.value = text;
    this.places.box.focus();
    this.typed();
  }

  say() {
    const text = this.places.box.value.trim();
    if (!text) return;
    this.places.box.value = "";
    this.typed();
    this.onSay(text);
  }

  typed() {
    const { box } = this.places;
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight + 2, window.innerHeight * 0.4)}px`;
    this.show(suggest(this.commands, box.value));
  }

  key(event) {
    // Enter that ends a Japanese conversion is not a wish to send; 229 is what older browsers say of it.
    if (event.isComposing || event.keyCode === 229) return;
    const open = this.found.length > 0;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.choose(event.key === "ArrowDown" ? this.chosen + 1 : this.chosen - 1);
    } else if (open && event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (open && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.take(Math.max(this.chosen, 0));
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (open && this.chosen >= 0) this.take(this.chosen);
      else this.say();
    }
  }

  show(found) {
    const { list, box } = this.places;
    this.found = found;
    this.chosen = -1;
    list.replaceChildren(...found.map((one, number) => this.draw(one, number)));
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(found.length > 0));
    box.removeAttribute("aria-activedescendant");
  }

  draw(one, number) {
    const words = make("span", "suggestion-text", one.label);
    const item = make("li", "suggestion", words, make("span", "suggestion-note", one.note));
    item.id = `suggestion-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    // mousedown, because a click would come after the box has lost the focus and closed the list
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.take(number);
    });
    return item;
  }

  choose(number) {
    const items = [...this.places.list.children];
    this.chosen = (number + items.length) % items.length;
    for (const [at, item] of items.entries()) item.setAttribute("aria-selected", String(at === this.chosen));
    items[this.chosen].scrollIntoView({ block: "nearest" });
    this.places.box.setAttribute("aria-activedescendant", items[this.chosen].id);
  }

  take(number) {
    this.write(this.found[number].text);
  }

  close() {
    this.show([]);
  }
}
