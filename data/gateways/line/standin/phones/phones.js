/** The phones page: puts the demo's phones side by side, and under one another's place on a small screen. */

import { control } from "./api.js";
import { DemoClock, drawClockPanel } from "./clock-panel.js";
import { make, wordButton } from "./parts.js";
import { Phone } from "./phone.js";
import { fillPicker, turnTo } from "./picker.js";
import { PLACES } from "./town.js";

// Each phone holds one connection open, and browsers allow six to one server.
const MOST_PHONES = 4;

const row = document.getElementById("phones");
const switcher = document.getElementById("switcher");
const more = wordButton("＋ 電話を増やす", "phone-more", () => addPhone(freePair()));

const world = {
  channels: [],
  people: [],
  places: PLACES,
  phones: [],
  clock: null,
  async readPeople() {
    this.people = await control.people();
  },
  redrawPickers() {
    for (const panel of this.phones) fillPicker(panel.phone, this, panel);
    drawSwitcher();
  },
  /** Open a channel's chat on this phone, with a text typed in but not sent. */
  openChat(phone, basicId, text) {
    const channel = this.channels.find(({ basic_id: id }) => id?.replace(/^@/, "") === basicId.replace(/^@/, ""));
    if (channel && channel.name !== phone.chat.channel) turnTo(phone, { ...phone.chat, channel: channel.name });
    if (text !== null) phone.showKeyboard(text);
  },
};

function addPhone({ channel, person, label, note }) {
  const panel = { phone: new Phone({ channel, person }, world), label, note };
  panel.onClose = world.phones.length === 0 ? undefined : () => removePhone(panel);
  world.phones.push(panel);
  row.append(panel.phone.element);
  panel.phone.start();
  showPhone(panel);
}

function removePhone(panel) {
  panel.phone.stop();
  panel.phone.element.remove();
  world.phones.splice(world.phones.indexOf(panel), 1);
  showPhone(world.phones[0]);
}

/** On a small screen only one phone is in sight. */
function showPhone(panel) {
  world.shown = panel;
  for (const other of world.phones) other.phone.element.classList.toggle("in-sight", other === panel);
  more.hidden = world.phones.length >= MOST_PHONES;
  world.redrawPickers();
}

function drawSwitcher() {
  const tabs = world.phones.map((panel) => {
    const words = tabWords(panel.label ?? "", panel.phone.owner()?.name ?? panel.phone.chat.person);
    const tab = wordButton(words, "switch", () => showPhone(panel));
    tab.setAttribute("aria-pressed", String(panel === world.shown));
    return tab;
  });
  switcher.replaceChildren(...tabs);
}

function tabWords(label, name) {
  return label.includes(name) ? label : `${label} ${name}`.trim();
}

function freePair() {
  const taken = new Set(world.phones.map(({ phone: { chat } }) => `${chat.channel} ${chat.person}`));
  for (const { name } of world.channels) {
    for (const { key } of world.people) if (!taken.has(`${name} ${key}`)) return { channel: name, person: key };
  }
  return { channel: world.channels[0].name, person: world.people[0].key };
}

async function begin() {
  const [demo, channels, people] = await Promise.all([
    control.demo().catch(() => ({})),
    control.channels(),
    control.people(),
  ]);
  Object.assign(world, { channels, people });
  if (demo.places?.length) world.places = demo.places;
  if (demo.title) {
    document.title = demo.title;
    document.getElementById("title").textContent = demo.title;
  }
  world.clock = new DemoClock(demo.clock?.url ?? undefined);
  await world.clock.read().catch(() => undefined);
  const panel = drawClockPanel(world.clock, () => world.phones.forEach(({ phone }) => phone.drawTalk()));
  document.getElementById("clock").append(panel);

  if (channels.length === 0 || people.length === 0) {
    row.append(make("p", "empty", "アカウントか人が、まだ登録されていません。"));
    return;
  }
  document.getElementById("title").after(more);
  const panels = demo.panels?.length ? demo.panels : [freePair()];
  panels.slice(0, MOST_PHONES).forEach(addPhone);
  showPhone(world.phones[0]);
}

begin().catch(() =>
  row.append(make("p", "empty", "つながりませんでした。少し待ってから、この画面を読み込み直してください。")),
);
