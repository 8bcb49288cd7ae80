/** The table page's requests. Each answers its JSON or throws a `Trouble`. */

import { ask as askServer, send, writing } from "../asking.js";
import { makeToken } from "../token.js";

/**
 * @param {string} at the table's address
 * @param {string} csrf this session's token for writes
 * @param {number} who the person it was opened for
 */
export function makeApi(at, csrf, who) {
  const by = makeToken(csrf, who).fetch;
  const ask = (path, body, signal) => askServer(`${at}${path}`, { ...writing(by, "POST", body), signal });
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
      const response = await send(`${at}/export`, writing(by, "POST", wanted));
      const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "");
      return {
        blob: await response.blob(),
        name: named ? decodeURIComponent(named[1]) : "table",
        lost: Number(response.headers.get("X-Lost-Cells") ?? 0),
      };
    },
  };
}
