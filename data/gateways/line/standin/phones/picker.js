/** Above each phone: whose it is and which account it shows, both changeable, and a cross to put it away. */

import { control } from "./api.js";
import { field, iconButton, make, wordButton } from "./parts.js";
import { openSheet } from "./sheet.js";

const NEW_PERSON = "";

/**
 * @param {object} phone
 * @param {object} world
 * @param {{label?: string, note?: string, onClose?: () => void}} panel
 */
export function fillPicker(phone, world, { label = "", note = "", onClose }) {
  const person = select(
    "だれの電話か",
    world.people.map(({ key, name }) => [key, name]),
    phone.chat.person,
  );
  person.append(option(NEW_PERSON, "新しい人を加える…"));
  const channel = select(
    "どのアカウントか",
    world.channels.map(({ name, display_name: words }) => [name, words || name]),
    phone.chat.channel,
  );
  person.addEventListener("change", () => {
    if (person.value !== NEW_PERSON) return turnTo(phone, { ...phone.chat, person: person.value });
    person.value = phone.chat.person;
    return askName(phone, world);
  });
  channel.addEventListener("change", () => turnTo(phone, { ...phone.chat, channel: channel.value }));

  phone.picker.replaceChildren();
  if (label) phone.picker.append(make("strong", "phone-label", label));
  phone.picker.append(person, channel);
  if (note) phone.picker.title = note;
  if (onClose) phone.picker.append(iconButton("close", "この電話をしまう", "phone-close", onClose));
}

export function turnTo(phone, chat) {
  phone.chat = chat;
  phone.start();
  phone.world.redrawPickers();
}

function askName(phone, world) {
  openSheet(phone.screen, "新しい人を加える", (close) => {
    const [label, input] = field("名前", "text", { maxlength: "20" });
    const add = wordButton("加える", "main-button", async () => {
      const name = input.value.trim();
      if (!name) return;
      close();
      const key = freeKey(world.people.map((person) => person.key));
      if (await phone.attempt(() => control.addPerson(key, name))) {
        await world.readPeople();
        turnTo(phone, { ...phone.chat, person: key });
      }
    });
    return [label, add];
  });
}

function freeKey(taken) {
  let number = taken.length + 1;
  while (taken.includes(`person${number}`)) number += 1;
  return `person${number}`;
}

function select(words, choices, chosen) {
  const element = make("select", "", ...choices.map(([value, name]) => option(value, name)));
  element.setAttribute("aria-label", words);
  element.value = chosen;
  return element;
}

function option(value, words) {
  const element = make("option", "", words);
  element.value = value;
  return element;
}
