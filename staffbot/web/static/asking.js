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
 * @param {RequestInit} options `headers` as an object; `by`: what carries it, a write's token for one
 */
export async function send(address, { by = fetch, ...options } = {}) {
  const headers = { ...options.headers, Accept: "application/json" };
  const asked = { credentials: "same-origin", cache: "no-store", ...options, headers };
  const response = await heard(() => by(address, asked));
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

/** What makes of a request one that writes. @param {Function} by `fetch` of the page's token */
export function writing(by, method, body) {
  return { by, method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}
