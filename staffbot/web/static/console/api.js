/** The console's requests. Each answers its JSON or throws a `Trouble`. */

import { ask, writing } from "../asking.js";
import { makeToken } from "../token.js";

/**
 * @param {string} csrf this session's token for writes
 * @param {number} who the person it was opened for
 */
export function makeApi(csrf, who) {
  const by = makeToken(csrf, who).fetch;
  return {
    /** News after message number `after`, waiting up to `wait` seconds for some. */
    messages: async (after, wait, signal) =>
      (await ask(`/staff/console/messages?after=${after}&wait=${wait}`, { signal })).messages,
    commands: async () => (await ask("/staff/console/commands")).commands,
    /** @param {object} body one of the three shapes of `staffbot/web/saying.py` */
    say: (body) => ask("/staff/console/say", writing(by, "POST", body)),
    sendFile: (file) => {
      const form = new FormData();
      form.append("file", file, file.name);
      return ask("/staff/console/file", { by, method: "POST", body: form });
    },
    leave: () => ask("/staff/leave", { by, method: "POST" }),
  };
}
