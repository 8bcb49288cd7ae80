/** The console's requests. Each answers its JSON or throws a `Trouble`. */

/** Something went wrong with a request. `status` 0: no answer came. `say`: the server's sentence, or "". */
export class Trouble extends Error {
  constructor(status, say) {
    super(say || `status ${status}`);
    this.status = status;
    this.say = say;
  }
}

/**
 * @param {string} csrf this session's token for writes
 */
export function makeApi(csrf) {
  const write = { "X-CSRF-Token": csrf };
  return {
    /** News after message number `after`, waiting up to `wait` seconds for some. */
    messages: async (after, wait, signal) =>
      (await ask(`/staff/console/messages?after=${after}&wait=${wait}`, { signal })).messages,
    commands: async () => (await ask("/staff/console/commands", {})).commands,
    /** @param {object} body one of the three shapes of `staffbot/web/saying.py` */
    say: (body) =>
      ask("/staff/console/say", {
        method: "POST",
        headers: { ...write, "Content-Type": "application/json" },
        body: JSON.stringify(body),
      }),
    sendFile: (file) => {
      const form = new FormData();
      form.append("file", file, file.name);
      return ask("/staff/console/file", { method: "POST", headers: write, body: form });
    },
    leave: () => ask("/staff/leave", { method: "POST", headers: write }),
  };
}

async function ask(address, options) {
  let response;
  try {
    response = await fetch(address, {
      credentials: "same-origin",
      cache: "no-store",
      ...options,
      headers: { ...options.headers, Accept: "application/json" },
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble(0, "");
  }
  const found = await response.json().catch(() => ({}));
  if (!response.ok) throw new Trouble(response.status, found.say ?? "");
  return found;
}
