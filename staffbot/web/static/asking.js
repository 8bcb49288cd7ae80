/** Requests of the pages to their own server. */

/** Something went wrong. `status` 0: no answer came. `say`: the server's sentence, or "". `facts`: the answer's JSON. */
export class Trouble extends Error {
  constructor(status, say, facts = {}) {
    super(say || `status ${status}`);
    this.status = status;
    this.say = say;
    this.facts = facts;
  }
}

/**
 * The answer to a request, a good one; else throws a `Trouble`.
 * @param {RequestInit} options `headers` as an object
 */
export async function send(address, options = {}) {
  const headers = { ...options.headers, Accept: "application/json" };
  const asked = { credentials: "same-origin", cache: "no-store", ...options, headers };
  const response = await heard(() => fetch(address, asked));
  if (!response.ok) {
    const facts = await response.json().catch(() => ({}));
    throw new Trouble(response.status, facts.say ?? "", facts);
  }
  return response;
}

/** The JSON of the answer; {} where it is empty. */
export async function ask(address, options) {
  const response = await send(address, options);
  const text = await heard(() => response.text());
  return text ? JSON.parse(text) : {};
}

/** What a step of a request gives; a lost connection, even midway, is a `Trouble`, and taking it back stays itself. */
async function heard(step) {
  try {
    return await step();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble(0, "");
  }
}

/** What makes of a request one that writes. @param {string} csrf this session's token */
export function writing(csrf, method, body) {
  return {
    method,
    headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
}
