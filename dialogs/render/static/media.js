/** Draws picture, film, sound, file, sticker, coupon and imagemap messages. */

import { actionButton, areaButton, drawAreas } from "./actions.js";
import { make, makeButton, makeIcon, makePicture, mediaUrl } from "./dom.js";

const PLAY = "M8 5v14l11-7z";
const PAPER = "M6 2h8l5 5v15H6zM14 2v5h5";
const TICKET = "M3 7h18v3a2 2 0 0 0 0 4v3H3v-3a2 2 0 0 0 0-4zM14 7v10";
const WIDEST_IMAGEMAP = 1040;

/** Addresses of a bot's message, or of a person's, where the chat's page adds them. */
function addresses(message) {
  const provider = message.contentProvider ?? {};
  const original = message.originalContentUrl ?? provider.originalContentUrl ?? message.url ?? null;
  return { original, preview: message.previewImageUrl ?? provider.previewImageUrl ?? original };
}

export function drawImageMessage(message, context) {
  const { original, preview } = addresses(message);
  const picture = makePicture(preview, "写真", "lv-photo-picture", "cover");
  const open = () => context.openMedia({ url: original, kind: "image" });
  const button = makeButton("lv-photo", open, picture);
  button.setAttribute("aria-label", "写真を大きく見る");
  return button;
}

export function drawVideoMessage(message, context) {
  const { original, preview } = addresses(message);
  const hasStill = preview !== null && preview !== original;
  const still = hasStill ? makePicture(preview, "動画", "lv-photo-picture") : make("span", "lv-no-still");
  const open = () => context.openMedia({ url: original, kind: "video" });
  const button = makeButton("lv-photo lv-film", open, still, makeIcon(PLAY, "lv-play"));
  if (message.duration) button.append(make("span", "lv-film-length", duration(message.duration)));
  button.setAttribute("aria-label", "動画を再生する");
  return button;
}

export function drawAudioMessage(message, context) {
  const open = () => context.openMedia({ url: addresses(message).original, kind: "audio" });
  const waves = make("span", "lv-waves");
  for (const height of [8, 14, 20, 12, 18, 9, 15, 7]) {
    const bar = make("span");
    bar.style.height = `${height}px`;
    waves.append(bar);
  }
  const button = makeButton("lv-audio", open, makeIcon(PLAY, "lv-audio-play"), waves, duration(message.duration));
  button.setAttribute("aria-label", `音声を再生する ${duration(message.duration)}`);
  return button;
}

/** Milliseconds as minutes and seconds. */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.round((Number(milliseconds) || 0) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export function drawFileMessage(message, context) {
  const open = () => context.openMedia({ url: addresses(message).original, kind: "file" });
  const words = make("span", "lv-file-words", make("span", "lv-file-name", message.fileName ?? "ファイル"));
  if (Number.isFinite(message.fileSize)) words.append(make("span", "lv-small", fileSize(message.fileSize)));
  return makeButton("lv-file", open, makeIcon(PAPER, "lv-file-icon"), words);
}

/** Bytes in the largest unit that keeps a whole number in front. */
export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A sticker's picture belongs to LINE, so it is shown as a box with its name. */
export function drawSticker(message) {
  const name = message.text || message.keywords?.[0] || "";
  const box = make(
    "div",
    "lv-sticker",
    make("span", "lv-sticker-face", "☺"),
    make("span", "lv-sticker-name", "スタンプ"),
  );
  if (name) box.append(make("span", "lv-sticker-word", name));
  box.append(make("span", "lv-small", `${message.packageId ?? ""} / ${message.stickerId ?? ""}`));
  return box;
}

export function drawCoupon(message) {
  const words = make("div", "lv-card-words", make("div", "lv-card-title", "クーポン"));
  words.append(make("div", "lv-small", `番号 ${message.couponId ?? ""}`));
  const head = make("div", "lv-coupon-head", makeIcon(TICKET, "lv-coupon-icon"));
  const foot = make("div", "lv-card-actions", make("span", "lv-card-button", "クーポンを見る"));
  return make("div", "lv-card lv-coupon", head, words, foot);
}

export function drawImagemap(message, context) {
  const size = {
    width: message.baseSize?.width || WIDEST_IMAGEMAP,
    height: message.baseSize?.height || WIDEST_IMAGEMAP,
  };
  const box = make(
    "div",
    "lv-imagemap",
    makePicture(`${message.baseUrl}/${WIDEST_IMAGEMAP}`, message.altText ?? "", "lv-map-picture"),
  );
  box.style.aspectRatio = `${size.width} / ${size.height}`;
  if (message.video?.area) box.append(...filmOver(message.video, size, context));
  const actions = Array.isArray(message.actions) ? message.actions : [];
  box.append(
    ...drawAreas(
      actions.filter((action) => action?.area).map((action) => ({ action, area: action.area })),
      size,
      context,
    ),
  );
  return box;
}

function filmOver(video, size, context) {
  const film = areaButton({ type: "uri", label: "動画を再生する" }, video.area, size, {});
  film.classList.add("lv-film");
  if (mediaUrl(video.previewImageUrl)) film.append(makePicture(video.previewImageUrl, "動画", "lv-map-picture"));
  film.append(makeIcon(PLAY, "lv-play"));
  film.addEventListener("click", () => context.openMedia({ url: video.originalContentUrl, kind: "video" }));
  const after = video.externalLink;
  if (!after?.linkUri) return [film];
  const action = { type: "uri", label: after.label || "くわしく見る", uri: after.linkUri };
  return [film, actionButton(action, "lv-film-after", context)];
}

/** A calm box for what this view does not know. */
export function drawUnknown() {
  return make("div", "lv-unknown", "表示できないメッセージです");
}
