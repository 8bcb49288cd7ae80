/** The table page's requests. Each answers its JSON or throws a `Trouble`. */

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
 * @param {string} at the table's address
 * @param {string} csrf this session's token for writes
 */
export function makeApi(at, csrf) {
  const send = async (path, body, signal) => {
    let response;
    try {
      response = await fetch(`${at}${path}`, {
        method: "POST",
        credentials: "same-origin",
        cache: "no-store",
        headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
        signal,
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Trouble(0, "");
    }
    if (!response.ok) {
      const facts = await response.json().catch(() => ({}));
      throw new Trouble(response.status, facts.say ?? "", facts);
    }
    return response;
  };
  const ask = async (path, body, signal) => (await send(path, body, signal)).json();
  return {
    open: (conditions) => ask("/open", { conditions }),
    rows: (wanted, signal) => ask("/rows", wanted, signal),
    choices: async (wanted) => (await ask("/choices", wanted)).choices,
    edit: (change) => ask("/edit", change),
    undo: (row, change) => ask("/undo", { row, change }),
    panel: (row, column) => ask("/panel", { row, column }),
    history: async (row) => (await ask("/history", { row })).past,
    saveView: async (view) => (await ask("/views", view)).views,
    removeView: async (id) => (await ask("/views/remove", { id })).views,
    async take(wanted) {
      const response = await send("/export", wanted);
      const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "");
      return {
        blob: await response.blob(),
        name: named ? decodeURIComponent(named[1]) : "table",
        lost: Number(response.headers.get("X-Lost-Cells") ?? 0),
      };
    },
  };
}
