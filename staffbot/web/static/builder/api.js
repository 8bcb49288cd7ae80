/** The builder's requests. Each answers its JSON or throws a `Trouble`. */

import { ask, writing } from "../asking.js";
import { makeToken } from "../token.js";

/**
 * @param {number} form its number
 * @param {string} csrf this session's token for writes
 * @param {string} page a random word of this page
 * @param {number} who the person it was opened for
 */
export function makeApi(form, csrf, page, who) {
  const by = makeToken(csrf, who).fetch;
  const at = `/staff/builder/${form}`;
  const write = (method, path, body, options = {}) =>
    ask(`${at}${path}`, { ...options, ...writing(by, method, body) });
  return {
    read: () => ask(`${at}/draft`),
    save: (document, revision) => write("PUT", "/draft", { document, revision }),
    check: (document, signal) => write("POST", "/check", { document }, { signal }),
    publish: (channel, revision) => write("POST", "/publish", { channel, revision }),
    copy: (document, title) => write("POST", "/copy", { document, title }),
    beat: () => ask(`${at}/state?page=${page}`),
    leave: () => write("DELETE", `/state?page=${page}`, {}, { keepalive: true }).catch(() => {}),
    versions: async () => (await ask(`${at}/versions`)).versions,
    version: async (number) => (await ask(`${at}/versions/${number}`)).document,
    viewers: () => ask(`${at}/viewers`),
    changeViewers: (change) => write("POST", "/viewers", change),
    begin: (document, until) => write("POST", "/preview", { document, until, page }),
    say: (said) => write("POST", "/preview/say", { ...said, page }),
  };
}
