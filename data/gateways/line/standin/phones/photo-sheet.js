/** The camera roll: ready-made pictures and one's own files, one or several at once. */

import { make, wordButton } from "./parts.js";
import { drawSample, sampleFile, SAMPLES } from "./samples.js";
import { openSheet } from "./sheet.js";

const THUMB_PX = 216;

/**
 * @param {HTMLElement} screen
 * @param {{title: string, onPick: (files: File[]) => void}} options files in the order they were chosen
 */
export function choosePhotos(screen, { title, onPick }) {
  openSheet(screen, title, (close) => {
    const order = [];
    const send = wordButton("送信", "main-button", async () => {
      close();
      onPick(await Promise.all(order.map((index) => sampleFile(SAMPLES[index], index))));
    });

    const tiles = SAMPLES.map((sample, index) => {
      const picture = drawSample(sample, THUMB_PX);
      picture.setAttribute("aria-hidden", "true");
      const tile = wordButton("", "photo-tile", () => {
        const at = order.indexOf(index);
        if (at < 0) order.push(index);
        else order.splice(at, 1);
        refresh();
      });
      tile.append(picture, make("span", "photo-name", sample.name), make("span", "photo-number"));
      return tile;
    });
    const refresh = () => {
      tiles.forEach((tile, index) => {
        const at = order.indexOf(index);
        tile.setAttribute("aria-pressed", String(at >= 0));
        tile.querySelector(".photo-number").textContent = at >= 0 ? String(at + 1) : "";
      });
      send.disabled = order.length === 0;
      send.textContent = order.length > 1 ? `${order.length}枚を送信` : "送信";
    };

    const input = make("input");
    Object.assign(input, { type: "file", accept: "image/*,video/*,audio/*", multiple: true, hidden: true });
    input.setAttribute("aria-label", "この端末の写真や動画");
    input.addEventListener("change", () => {
      if (input.files.length === 0) return;
      close();
      onPick([...input.files]);
    });
    const own = wordButton("この端末の写真や動画から選ぶ", "plain-button", () => input.click());
    refresh();
    return [make("div", "photo-tiles", ...tiles), send, own, input];
  });
}

/** Which of LINE's kinds a chosen file is sent as. */
export function kindOf(file) {
  const kind = file.type.split("/")[0];
  return ["image", "video", "audio"].includes(kind) ? kind : "file";
}
