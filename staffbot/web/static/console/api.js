/** The console's requests. Each answers its JSON or throws a `Trouble`. */

import { ask, writing } from "../asking.js";

/** @param {string} csrf this session's token for writes */
export function makeApi(csrf) {
  const write = { "X-CSRF-Token": csrf };
  return {
    /** News after message number `after`, waiting up to `wait` seconds for some. */
    messages: async (after, wait, signal) =>
      (await ask(`/staff/console/messages?after=${after}&wait=${wait}`, { signal })).messages,
    commands: async () => (await ask("/staff/console/commands")).commands,
    /** @param {object} body one of the three shapes of `staffbot/web/saying.py` */
    say: (body) => ask("/staff/console/say", writing(csrf, "POST", body)),
    sendFile: (file) => {
      const form = new FormData();
      form.append("file", file, file.name);
      return ask("/staff/console/file", { method: "POST", headers: write, body: form });
    },
    leave: () => ask("/staff/leave", { method: "POST", headers: write }),
  };
}
