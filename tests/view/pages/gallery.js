/** Draws the gallery and keeps what was pressed in `window.pressed` for the tests to read. */

import {
  drawBubbleRow,
  drawDateSeparator,
  drawMessage,
  drawNotice,
  drawQuickReplies,
  drawRichMenu,
  drawTyping,
} from "/view/line-view.js";
import { menu, quickReplies, rows } from "/pages/messages.js";

window.pressed = [];
window.opened = [];

const onAction = (action) => window.pressed.push(action);
const onImage = (media) => window.opened.push(media);
const chat = document.getElementById("chat");
const foot = document.getElementById("foot");

/** Draw rows into the chat; the tests call it with messages of their own. */
window.draw = (list, size) => {
  chat.replaceChildren(drawDateSeparator("今日"));
  list.forEach(({ from, message }, index) => {
    const continued = index > 0 && list[index - 1].from === from;
    const row = { from, name: "戸沢村", time: "10:24", continued, read: true };
    chat.append(drawBubbleRow(row, drawMessage(message, { onAction, onImage, size })));
  });
};

/** Draw the whole gallery anew and forget what was pressed. */
window.reset = () => {
  window.pressed = [];
  window.opened = [];
  window.draw(rows);
  chat.append(drawNotice("メッセージの送信を取り消しました"), drawTyping({ name: "戸沢村" }));
  foot.replaceChildren(
    drawQuickReplies(quickReplies, { onAction }),
    drawRichMenu(menu, { imageUrl: "/img/menu.png", onAction, onClose: () => window.pressed.push("keyboard") }),
  );
  window.scrollTo(0, 0);
};

window.reset();
window.ready = true;
