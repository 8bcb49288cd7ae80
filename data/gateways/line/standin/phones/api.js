/** Calls to the stand-in's control face. Every call returns parsed JSON or throws `ControlError`. */

/** The stand-in refused, or could not be reached (`status` 0). */
export class ControlError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function call(path, { method = "GET", json, form, signal } = {}) {
  const request = { method, signal, headers: { Accept: "application/json" } };
  if (json !== undefined) {
    request.headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(json);
  }
  if (form) request.body = form;
  let response;
  try {
    response = await fetch(path, request);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ControlError(0, "no connection");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new ControlError(response.status, body.message ?? body.error ?? `status ${response.status}`);
  return body;
}

const post = (path, json = {}) => call(path, { method: "POST", json });
const ofChat = ({ channel, person }, what) =>
  `/_sim/${encodeURIComponent(channel)}/${encodeURIComponent(person)}/${what}`;

export const control = {
  demo: () => call("/_sim/demo"),
  channels: () => call("/_sim/channels"),
  people: () => call("/_sim/people"),
  addPerson: (key, name) => post("/_sim/people", { key, name }),
  clock: (url = "/_sim/clock") => call(url),
  moveClock: (change, url = "/_sim/clock") => post(url, change),

  /** The screen as it is now, or, with `after`, as soon as it differs from that cursor (at most `wait` seconds). */
  screen: (chat, { after, wait, signal } = {}) => {
    const query = after === undefined ? "" : `?after=${after}&wait=${wait}`;
    return call(ofChat(chat, `screen${query}`), { signal });
  },
  open: (chat) => post(ofChat(chat, "open")),
  follow: (chat) => post(ofChat(chat, "follow")),
  block: (chat) => post(ofChat(chat, "block")),
  unblock: (chat) => post(ofChat(chat, "unblock")),
  unsend: (chat, messageId) => post(ofChat(chat, "unsend"), { message_id: messageId }),
  text: (chat, text) => post(ofChat(chat, "text"), { text }),
  sticker: (chat, packageId, stickerId) =>
    post(ofChat(chat, "sticker"), { package_id: packageId, sticker_id: stickerId }),
  location: (chat, place) => post(ofChat(chat, "location"), place),
  tap: (chat, tap) => post(ofChat(chat, "tap"), tap),

  /** @param {"image"|"video"|"audio"|"file"} kind @param {File[]} files several only for images */
  upload: (chat, kind, files) => {
    const form = new FormData();
    for (const file of files) form.append("file", file, file.name);
    return call(ofChat(chat, kind), { method: "POST", form });
  },
};
