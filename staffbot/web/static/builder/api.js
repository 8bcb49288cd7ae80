/** The builder's requests. Each answers its JSON or throws a `Trouble`. */

/** Something went wrong. `status` 0: no answer came. `say`: the server's sentence. `facts`: the answer's JSON. */
export class Trouble extends Error {
  constructor(status, say, facts = {}) {
    super(say || `status ${status}`);
    this.status = status;
    this.say = say;
    this.facts = facts;
  }
}

/**
 * @param {number} form its number
 * @param {string} csrf this session's token for writes
 * @param {string} page a random word of this page
 */
export function makeApi(form, csrf, page) {
  const at = `/staff/builder/${form}`;
  const write = (method, path, body, options = {}) =>
    ask(`${at}${path}`, {
      ...options,
      method,
      headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    read: () => ask(`${at}/draft`, {}),
    save: (document, revision) => write("PUT", "/draft", { document, revision }),
    check: (document, signal) => write("POST", "/check", { document }, { signal }),
    publish: (channel, revision) => write("POST", "/publish", { channel, revision }),
    copy: (document, title) => write("POST", "/copy", { document, title }),
    beat: () => ask(`${at}/state?page=${page}`, {}),
    leave: () => write("DELETE", `/state?page=${page}`, {}, { keepalive: true }).catch(() => {}),
    versions: async () => (await ask(`${at}/versions`, {})).versions,
    version: async (number) => (await ask(`${at}/versions/${number}`, {})).document,
    viewers: () => ask(`${at}/viewers`, {}),
    changeViewers: (change) => write("POST", "/viewers", change),
    begin: (document, until) => write("POST", "/preview", { document, until, page }),
    say: (said) => write("POST", "/preview/say", { ...said, page }),
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
  if (!response.ok) throw new Trouble(response.status, found.say ?? "", found);
  return found;
}
