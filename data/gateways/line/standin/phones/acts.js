/** What a phone does when something on its screen is tapped. */

import { linkUrl } from "/view/line-view.js";
import { control } from "./api.js";
import { chooseMoment } from "./date-sheet.js";
import { readLineLink } from "./line-links.js";
import { toast } from "./sheet.js";

/**
 * Perform a LINE action the way the app does.
 *
 * @param {object} phone the phone it was tapped on
 * @param {object} action LINE action object as it stands in the message
 * @param {string} [messageId] of the bubble; none for quick replies and the rich menu
 */
export async function performAction(phone, action, messageId) {
  const tap = { action, ...(messageId ? { message_id: messageId } : {}) };
  if (action.type === "datetimepicker") {
    chooseMoment(phone.screen, action, { now: phone.now(), onPick: (value) => send(phone, { ...tap, value }, action) });
  } else if (action.type === "location") {
    phone.askLocation();
  } else if (action.type === "camera" || action.type === "cameraRoll") {
    phone.askPhotos(action.type === "camera" ? "写真をとる" : "写真を選ぶ");
  } else if (action.type === "uri") {
    openLink(phone, action.uri ?? action.linkUri);
    await send(phone, tap, action);
  } else if (action.type === "clipboard") {
    await copy(phone, action.clipboardText);
    await send(phone, tap, action);
  } else {
    await send(phone, tap, action);
  }
}

async function send(phone, tap, action) {
  const done = await phone.attempt(() => control.tap(phone.chat, tap));
  if (done && action.type === "postback") obeyInputOption(phone, action);
}

function obeyInputOption(phone, { inputOption, fillInText }) {
  if (inputOption === "closeRichMenu") phone.showMenu(false);
  if (inputOption === "openRichMenu") phone.showMenu(true);
  if (inputOption === "openKeyboard") phone.showKeyboard(fillInText ?? "");
  if (inputOption === "openVoice") toast(phone.screen, "この画面では音声を録音できません。");
}

/** Open a link: LINE's own URLs do their work inside the phone, web pages open in a new tab. */
export function openLink(phone, address) {
  const inside = readLineLink(address ?? "");
  if (inside === null) {
    const url = linkUrl(address);
    if (url !== null) window.open(url, "_blank", "noopener,noreferrer");
    return;
  }
  if (inside.kind === "message") phone.openChat(inside.basicId, inside.text);
  if (inside.kind === "chat") phone.openChat(inside.basicId, null);
  if (inside.kind === "location") phone.askLocation();
  if (inside.kind === "camera" || inside.kind === "cameraRoll") phone.askPhotos("写真を選ぶ");
  if (inside.kind === "call") toast(phone.screen, `電話をかけます：${inside.number}`);
}

/** True when the phone itself deals with a link in a text, so that the browser need not open it. */
export function takesLink(phone, address) {
  if (readLineLink(address) === null) return false;
  openLink(phone, address);
  return true;
}

async function copy(phone, text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(phone.screen, "コピーしました。");
  } catch {
    toast(phone.screen, "コピーできませんでした。");
  }
}
