/** The input row at the foot of a chat, with its 「＋」 panel. */

import { icon, iconButton, make, wordButton } from "./parts.js";

const TALLEST_PX = 120;

/**
 * @param {{onText: (text: string) => void, onPhoto: () => void, onFile: (files: File[]) => void,
 *          onLocation: () => void, onSticker: () => void, onMenu: () => void}} handlers
 * @returns {{element: HTMLElement, fill: (text: string) => void, focus: () => void, allowMenu: (has: boolean) => void}}
 */
export function drawComposer(handlers) {
  const input = make("textarea", "compose-input");
  input.rows = 1;
  input.placeholder = "メッセージを入力";
  input.setAttribute("aria-label", "メッセージを入力");

  const send = iconButton("send", "送信", "compose-send", () => submit());
  const menu = iconButton("menu", "メニューに戻る", "compose-icon", handlers.onMenu);
  const more = iconButton("plus", "そのほかを送る", "compose-icon", () => toggle(panel.hidden));
  const photo = iconButton("photo", "写真を送る", "compose-icon", handlers.onPhoto);
  const panel = drawPanel(handlers, () => toggle(false));
  const toggle = (shown) => {
    panel.hidden = !shown;
    more.setAttribute("aria-expanded", String(shown));
  };
  const fit = () => {
    send.disabled = input.value.trim() === "";
    input.style.height = "auto";
    input.style.height = `${Math.min(TALLEST_PX, input.scrollHeight)}px`;
  };
  const submit = () => {
    if (input.value.trim() === "") return;
    const text = input.value;
    input.value = "";
    fit();
    toggle(false);
    handlers.onText(text);
  };
  input.addEventListener("input", fit);
  input.addEventListener("keydown", (event) => {
    // While a word is being converted, Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  menu.hidden = true;
  send.disabled = true;
  toggle(false);

  return {
    element: make("div", "compose", make("div", "compose-row", menu, more, photo, input, send), panel),
    fill: (text) => {
      input.value = text;
      fit();
      input.focus();
    },
    focus: () => input.focus({ preventScroll: true }),
    allowMenu: (has) => {
      menu.hidden = !has;
    },
  };
}

function drawPanel({ onPhoto, onFile, onLocation, onSticker }, close) {
  const file = make("input");
  file.type = "file";
  file.multiple = true;
  file.hidden = true;
  file.setAttribute("aria-label", "送るファイル");
  file.addEventListener("change", () => {
    if (file.files.length > 0) onFile([...file.files]);
    file.value = "";
  });
  const tile = (name, words, act) => {
    const button = wordButton("", "more-tile", () => {
      close();
      act();
    });
    button.append(make("span", "more-icon", icon(name)), words);
    return button;
  };
  return make(
    "div",
    "more",
    tile("photo", "写真", onPhoto),
    tile("file", "ファイル", () => file.click()),
    tile("pin", "位置情報", onLocation),
    tile("smile", "スタンプ", onSticker),
    file,
  );
}
