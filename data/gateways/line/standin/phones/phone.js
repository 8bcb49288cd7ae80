/** One phone: one person's chat with one channel, kept fresh by long polling. */

import { drawFace, drawQuickReplies, drawRichMenu } from "/view/line-view.js";
import { openLink, performAction, takesLink } from "./acts.js";
import { control } from "./api.js";
import { drawComposer } from "./composer.js";
import { chooseLocation } from "./location-sheet.js";
import { iconButton, make, wordButton } from "./parts.js";
import { choosePhotos, kindOf } from "./photo-sheet.js";
import { openSheet, toast } from "./sheet.js";
import { drawTalk } from "./talk.js";

const WAIT_SECONDS = 20;
const LONGEST_PAUSE_MS = 8000;
const SOME_STICKER = ["446", "1988"];
const REFUSED = "この操作は、いまの画面ではできません。";
const UNREACHABLE = "電話の相手につながりません。";

/**
 * @param {{channel: string, person: string}} chat
 * @param {object} world what all phones share: channels, people, places, clock, `openChat`
 */
export class Phone {
  constructor(chat, world) {
    this.chat = chat;
    this.world = world;
    this.withdrawn = [];
    this.state = null;
    this.keyboard = false;
    this.menuOpen = null;
    this.picker = make("div", "phone-picker");
    this.head = make("div", "talk-head");
    this.strip = make("div", "strip");
    this.quick = make("div", "quick");
    this.foot = make("div", "foot");
    this.talk = drawTalk({
      account: () => this.account(),
      now: () => this.now(),
      onAction: (action, id) => performAction(this, action, id),
      onImage: ({ url }) => openLink(this, url),
      onLink: (url) => takesLink(this, url),
      onUnsend: (id, at) => this.askUnsend(id, at),
    });
    this.composer = drawComposer({
      onText: (text) => this.attempt(() => control.text(this.chat, text)),
      onPhoto: () => this.askPhotos("写真を選ぶ"),
      onFile: (files) => this.sendFiles(files, () => "file"),
      onLocation: () => this.askLocation(),
      onSticker: () => this.attempt(() => control.sticker(this.chat, ...SOME_STICKER)),
      onMenu: () => this.showMenu(true),
    });
    this.screen = make("div", "screen lv-chat", this.head, this.strip, this.talk.element, this.quick, this.foot);
    this.element = make("section", "phone", this.picker, this.screen);
  }

  now() {
    return this.world.clock.now();
  }

  account() {
    const channel = this.world.channels.find(({ name }) => name === this.chat.channel);
    return { name: channel?.display_name ?? this.chat.channel, iconUrl: channel?.picture_url ?? undefined };
  }

  owner() {
    return this.world.people.find(({ key }) => key === this.chat.person);
  }

  /** Until the screen is known nothing is offered: a friend is assumed. */
  friendship() {
    return { friend: this.state?.friend ?? true, blocked: this.state?.blocked ?? false };
  }

  /** Show this chat and follow it until `stop`. */
  start() {
    this.stop();
    this.talk.clear();
    this.withdrawn = [];
    this.state = null;
    this.shownMenu = null;
    this.keyboard = false;
    this.menuOpen = null;
    this.drawFrame();
    this.drawFoot();
    this.watching = new AbortController();
    this.attempt(() => control.open(this.chat));
    this.watch(this.watching.signal);
  }

  stop() {
    this.watching?.abort();
    clearTimeout(this.typingTimer);
  }

  async watch(signal) {
    let pause = 500;
    let cursor;
    while (!signal.aborted) {
      try {
        await pageShown(signal);
        const screen = await control.screen(this.chat, { after: cursor, wait: WAIT_SECONDS, signal });
        if (signal.aborted) return;
        pause = 500;
        if (screen.cursor !== cursor) {
          cursor = screen.cursor;
          this.show(screen);
        }
      } catch {
        if (signal.aborted) return;
        toast(this.screen, UNREACHABLE);
        cursor = undefined;
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      }
    }
  }

  show(screen) {
    this.state = screen;
    this.drawFrame();
    this.drawTalk();
    this.quick.replaceChildren();
    if (screen.quick_replies?.length) {
      this.quick.append(drawQuickReplies(screen.quick_replies, { onAction: (action) => performAction(this, action) }));
    }
    this.drawFoot();
  }

  drawTalk() {
    const { messages = [], loading_until: until } = this.state ?? {};
    const left = until ? until - this.now() : 0;
    clearTimeout(this.typingTimer);
    if (left > 0) this.typingTimer = setTimeout(() => this.drawTalk(), left + 50);
    this.talk.show(messages, { withdrawn: this.withdrawn, typing: left > 0 });
  }

  /** Header, and the strip that offers to add or to unblock the account. */
  drawFrame() {
    const { name, iconUrl } = this.account();
    const title = make("div", "talk-title", drawFace(name, iconUrl), make("span", "talk-name", name));
    this.head.replaceChildren(
      title,
      iconButton("menu", "このトークの操作", "head-button", () => this.askChatMenu()),
    );
    this.element.setAttribute("aria-label", `${this.owner()?.name ?? this.chat.person}の電話`);

    const { friend, blocked } = this.friendship();
    this.strip.replaceChildren();
    this.strip.hidden = friend && !blocked;
    if (this.strip.hidden) return;
    const words = blocked ? "このアカウントをブロックしています。" : "友だちに追加されていません。";
    const act = blocked ? () => control.unblock(this.chat) : () => control.follow(this.chat);
    const button = wordButton(blocked ? "ブロック解除" : "追加", "strip-button", () => this.attempt(act));
    this.strip.append(make("span", "", words), button);
  }

  /** Either the rich menu with its bar, or the input row. */
  drawFoot() {
    const menu = this.state?.rich_menu ?? null;
    this.composer.allowMenu(menu !== null);
    const wanted = menu !== null && !this.keyboard ? `${menu.id}:${this.menuOpen}` : "keyboard";
    if (wanted === this.shownMenu) return;
    this.shownMenu = wanted;
    if (wanted === "keyboard") {
      this.foot.replaceChildren(this.composer.element);
      return;
    }
    const drawn = drawRichMenu(menu, {
      imageUrl: menu.image_url,
      open: this.menuOpen ?? undefined,
      onAction: (action) => performAction(this, action),
      onClose: () => this.showKeyboard(""),
      onToggle: (open) => {
        this.menuOpen = open;
        this.shownMenu = `${menu.id}:${open}`;
      },
    });
    this.foot.replaceChildren(drawn);
  }

  showMenu(open) {
    this.keyboard = false;
    this.menuOpen = open;
    this.drawFoot();
  }

  showKeyboard(text) {
    this.keyboard = true;
    this.drawFoot();
    if (text) this.composer.fill(text);
    else this.composer.focus();
  }

  askLocation() {
    chooseLocation(this.screen, {
      places: this.world.places,
      onPick: (place) => this.attempt(() => control.location(this.chat, place)),
    });
  }

  askPhotos(title) {
    choosePhotos(this.screen, { title, onPick: (files) => this.sendFiles(files, kindOf) });
  }

  /** Pictures chosen together go together; everything else goes one by one, in order. */
  async sendFiles(files, kind) {
    const pictures = files.filter((file) => kind(file) === "image");
    if (pictures.length) await this.attempt(() => control.upload(this.chat, "image", pictures));
    for (const file of files) {
      if (kind(file) !== "image") await this.attempt(() => control.upload(this.chat, kind(file), [file]));
    }
  }

  askUnsend(id, at) {
    openSheet(this.screen, "送信を取り消しますか", (close) => [
      make("p", "sheet-hint", "相手の画面からも消えます。"),
      wordButton("送信取消", "main-button", async () => {
        close();
        const ids = this.state.messages.map((entry) => entry.id);
        if (await this.attempt(() => control.unsend(this.chat, id))) {
          this.withdrawn.push({ at, above: ids.slice(0, ids.indexOf(id)) });
          this.drawTalk();
        }
      }),
      wordButton("やめる", "plain-button", close),
    ]);
  }

  askChatMenu() {
    const { friend, blocked } = this.friendship();
    openSheet(this.screen, this.account().name, (close) => {
      const line = (words, act) =>
        wordButton(words, "plain-button", () => {
          close();
          act();
        });
      const items = [];
      if (!friend && !blocked) items.push(line("友だちに追加", () => this.attempt(() => control.follow(this.chat))));
      if (blocked) items.push(line("ブロック解除", () => this.attempt(() => control.unblock(this.chat))));
      else items.push(line("ブロック", () => this.attempt(() => control.block(this.chat))));
      items.push(line("トークを開き直す", () => this.start()));
      return items;
    });
  }

  openChat(basicId, text) {
    this.world.openChat(this, basicId, text);
  }

  /** Run a call to the stand-in; say so on the phone when it fails. @returns {Promise<boolean>} whether it worked */
  async attempt(act) {
    try {
      await act();
      return true;
    } catch (error) {
      toast(this.screen, error.status ? REFUSED : UNREACHABLE);
      return false;
    }
  }
}

/** Resolves at once when the page is in sight, else when it comes back; a hidden page holds no connection. */
function pageShown(signal) {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve, reject) => {
    document.addEventListener("visibilitychange", () => resolve(), { once: true, signal });
    signal.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")), { once: true });
  });
}
