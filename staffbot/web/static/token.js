/**
 * What every write of a page carries. Another link from the chat signs the browser in anew, with another token: pages
 * of the same person that stand open go on with it; somebody else's do not.
 *
 * @param {string} csrf the session's token when the page was opened
 * @param {number} who number of the person it was opened for
 */
export function makeToken(csrf, who) {
  let token = csrf;

  async function renew() {
    const response = await fetch("/staff/token", {
      credentials: "same-origin",
      cache: "no-store",
      headers: { Accept: "application/json" },
    });
    const found = response.ok ? await response.json() : {};
    if (found.who !== who || found.csrf === token) return false;
    token = found.csrf;
    return true;
  }

  return {
    /** A write; tried once more when it was refused only because the token is no longer the session's. */
    async fetch(address, options) {
      const send = () => fetch(address, { ...options, headers: { ...options.headers, "X-CSRF-Token": token } });
      const response = await send();
      return response.status === 403 && (await renew()) ? send() : response;
    },
  };
}
