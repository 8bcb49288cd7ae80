/** Reads LINE's own URLs, which open something inside LINE instead of a web page. No DOM here. */

const HOSTS = new Set(["line.me", "www.line.me"]);

/**
 * @param {string} address
 * @returns {{kind: "message", basicId: string, text: string} | {kind: "chat", basicId: string} |
 *           {kind: "location"|"camera"|"cameraRoll"} | {kind: "call", number: string} | null} null: a web page
 */
export function readLineLink(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol === "tel:") return { kind: "call", number: url.pathname };
  const path = pathOf(url);
  if (path === null) return null;

  const [what, ...rest] = path.split("/").filter(Boolean);
  if (what === "oaMessage" && rest[0])
    return { kind: "message", basicId: decode(rest[0]), text: decode(url.search.slice(1)) };
  if (what === "ti" && rest[0] === "p" && rest[1]) return { kind: "chat", basicId: decode(rest[1]) };
  if (what === "nv" && ["location", "camera", "cameraRoll"].includes(rest[0])) return { kind: rest[0] };
  return null;
}

function pathOf(url) {
  if (HOSTS.has(url.hostname) && url.pathname.startsWith("/R/")) return url.pathname.slice(3);
  if (url.protocol === "line:") return (url.host + url.pathname).replace(/^\/+/, "");
  return null;
}

/** A stray % in a link must not stop the chat from opening. */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
