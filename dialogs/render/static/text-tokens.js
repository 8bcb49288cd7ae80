/** Cuts a chat text into plain parts, LINE emoji, mentions and the links LINE makes by itself. No DOM here. */

const WEB = String.raw`https?:\/\/[\w\-.~:/?#\[\]@!$&'()*+,;=%]+|www\.[\w\-]+\.[\w\-.~:/?#@!$&'()*+,;=%]+`;
const MAIL = String.raw`[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+`;
const DASH = String.raw`[\-‐－]`;
const DASHED = String.raw`(?:\+81[\-\s]?\d{1,4}|0\d{1,4})${DASH}\d{1,4}${DASH}\d{3,4}(?![\w\-])`;
const PHONE = String.raw`(?<![\w\-.+])(?:${DASHED}|0\d{9,10}(?![\w\-]))`;
const LINKS = new RegExp(`(?<web>${WEB})|(?<mail>${MAIL})|(?<phone>${PHONE})`, "g");
const TRAILING = /[.,;:!?'"]+$/;

/**
 * @typedef {{kind: "text"|"web"|"mail"|"phone"|"emoji"|"mention", text: string, href?: string,
 *            productId?: string, emojiId?: string}} Token
 */

/**
 * Cut a text or textV2 message (sent by the bot or by a person) into tokens.
 *
 * @param {{text?: string, emojis?: object[], substitution?: object}} message `emojis[].index` and `.length` count
 *   UTF-16 units, as JavaScript does; a bot's emoji stands on one `$`, a person's on `(name)`.
 * @returns {Token[]}
 */
export function cutMessage(message) {
  const text = typeof message.text === "string" ? message.text : "";
  if (message.substitution) return cutPlaceholders(text, message.substitution);
  const emojis = Array.isArray(message.emojis) ? [...message.emojis] : [];
  emojis.sort((one, other) => one.index - other.index);

  const tokens = [];
  let from = 0;
  for (const emoji of emojis) {
    const length = emoji.length ?? 1;
    const overlaps = !Number.isInteger(emoji.index) || emoji.index < from || emoji.index + length > text.length;
    if (overlaps) continue;
    tokens.push(...cutLinks(text.slice(from, emoji.index)));
    tokens.push(emojiToken(emoji, text.slice(emoji.index, emoji.index + length)));
    from = emoji.index + length;
  }
  tokens.push(...cutLinks(text.slice(from)));
  return tokens;
}

function cutPlaceholders(text, substitution) {
  const tokens = [];
  let plain = "";
  for (const piece of text.split(/(\{\{|\}\}|\{[0-9A-Za-z_]{1,20}\})/)) {
    const item = piece.length > 2 ? substitution[piece.slice(1, -1)] : undefined;
    if (item === undefined) {
      plain += piece === "{{" ? "{" : piece === "}}" ? "}" : piece;
      continue;
    }
    tokens.push(...cutLinks(plain));
    plain = "";
    if (item.type === "emoji") tokens.push(emojiToken(item, "$"));
    else tokens.push({ kind: "mention", text: item.mentionee?.type === "all" ? "@All" : "@メンバー" });
  }
  tokens.push(...cutLinks(plain));
  return tokens;
}

function emojiToken(emoji, text) {
  return { kind: "emoji", text, productId: String(emoji.productId ?? ""), emojiId: String(emoji.emojiId ?? "") };
}

/** Cut plain text into text, web, mail and phone tokens. @param {string} text @returns {Token[]} */
export function cutLinks(text) {
  const tokens = [];
  let from = 0;
  for (const match of text.matchAll(LINKS)) {
    const kind = match.groups.web ? "web" : match.groups.mail ? "mail" : "phone";
    const found = kind === "web" ? trimAddress(match[0]) : match[0];
    if (match.index > from) tokens.push({ kind: "text", text: text.slice(from, match.index) });
    tokens.push({ kind, text: found, href: addressOf(kind, found) });
    from = match.index + found.length;
  }
  if (from < text.length) tokens.push({ kind: "text", text: text.slice(from) });
  return tokens;
}

/** A closing bracket belongs to the address only when it was opened inside it. */
function trimAddress(address) {
  let trimmed = address.replace(TRAILING, "");
  while (trimmed.endsWith(")") && count(trimmed, ")") > count(trimmed, "(")) {
    trimmed = trimmed.slice(0, -1).replace(TRAILING, "");
  }
  return trimmed;
}

function count(text, letter) {
  return text.split(letter).length - 1;
}

function addressOf(kind, text) {
  if (kind === "mail") return `mailto:${text}`;
  if (kind === "phone") return `tel:${text.replace(/[^\d+]/g, "")}`;
  return text.startsWith("http") ? text : `http://${text}`;
}
