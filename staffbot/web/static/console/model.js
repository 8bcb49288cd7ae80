/** The console's rules, without a browser: completion, what a tap means, what the transcript holds. Tried under node. */

/** What was typed as it is compared: width, case, kana and spaces do not matter. As `data/fold.py`, for commands. */
export function fold(text) {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/gu, "")
    .replace(/[ァ-ヶ]/gu, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
}

/** The commands under their nouns, in the order declared. Each entry: {word, aliases, help, listed, commands}. */
export function groupByNoun(commands) {
  const nouns = new Map();
  for (const command of commands) {
    const noun = nouns.get(command.noun) ?? {
      word: command.noun,
      aliases: command.nounAliases,
      help: command.nounHelp,
      listed: command.listed,
      commands: [],
    };
    noun.commands.push(command);
    nouns.set(command.noun, noun);
  }
  return [...nouns.values()];
}

/**
 * What could be meant by the text typed so far.
 *
 * @param {{noun: string, nounAliases: string[], nounHelp: string, verb: string, verbAliases: string[], args: string,
 *          takesMore: boolean, help: string}[]} commands this person's
 * @param {string} text
 * @param {number} [limit]
 * @returns {{text: string, label: string, note: string}[]} `text` replaces what was typed; a space at its end asks for more
 */
export function suggest(commands, text, limit = 8) {
  if (text.includes("\n") || text.trim() === "") return [];
  const folded = fold(text);
  const found = [];
  for (const noun of groupByNoun(commands)) {
    const begun = begunBy([noun.word, ...noun.aliases], folded);
    if (begun === null) continue;
    if (begun === "") {
      found.push({ text: `${noun.word} `, label: noun.word, note: noun.help, whole: false });
      continue;
    }
    const rest = begun === folded ? "" : folded.slice(begun.length);
    for (const command of noun.commands) {
      if (!command.verb || command.verb === "#N") continue;
      const names = [command.verb, ...command.verbAliases].map(fold);
      // Once the verb is typed whole, the rest is arguments, which only the counter knows.
      if (rest === "" || names.some((name) => name.startsWith(rest) && name !== rest)) {
        const label = `${noun.word} ${command.verb}${command.args ? ` ${command.args}` : ""}`;
        const typed = `${noun.word} ${command.verb}${command.takesMore ? " " : ""}`;
        found.push({ text: typed, label, note: command.help, whole: true });
      }
    }
  }
  const unlike = found.filter((one) => one.text !== text);
  return unlike.slice(0, limit).map(({ text: typed, label, note }) => ({ text: typed, label, note }));
}

/** The longest of a noun's names that `folded` begins with; "" when `folded` itself begins one of them; else null. */
function begunBy(names, folded) {
  const keys = names.map(fold).sort((one, other) => other.length - one.length);
  const whole = keys.find((key) => folded.startsWith(key));
  if (whole !== undefined) return whole;
  return keys.some((key) => key.startsWith(folded)) ? "" : null;
}

/**
 * What the page does when a button of a message is tapped.
 *
 * @param {object} action LINE action object
 * @param {string[]} homes the addresses we are reached by, without a slash at the end
 */
export function stepOf(action, homes) {
  switch (action?.type) {
    case "message":
      return { kind: "say", body: { text: action.text ?? "" } };
    case "postback":
      return {
        kind: "say",
        body: postback(action, {}, action.displayText ?? action.text ?? action.label ?? ""),
        write: action.fillInText ?? "",
      };
    case "uri":
      return linkStep(action.uri ?? action.linkUri ?? "", homes);
    case "datetimepicker":
      return { kind: "pick", what: ["date", "time"].includes(action.mode) ? action.mode : "datetime", action };
    case "location":
      return { kind: "pick", what: "location", action };
    case "camera":
    case "cameraRoll":
      return { kind: "files", accept: "image/*" };
    case "clipboard":
      return { kind: "copy", text: action.clipboardText ?? "" };
    default:
      return { kind: "nothing" };
  }
}

function linkStep(uri, homes) {
  // Our own pages by their path, so that the sign-in of this very page counts; apart, so that the chat stays.
  const home = homes.find((one) => one && uri.startsWith(`${one}/staff/`));
  const ours = home ? uri.slice(home.length) : uri;
  if (ours.startsWith("/staff/")) return { kind: "open", url: ours };
  if (/^https?:\/\//iu.test(uri)) return { kind: "open", url: uri };
  if (/^(tel:[0-9+#*-]+|mailto:.+)$/iu.test(uri)) return { kind: "go", url: uri };
  return { kind: "nothing" };
}

/** The body of a postback; `label` is what the transcript shows as said. */
export function postback(action, params, label) {
  return { postback: { data: action.data ?? "", params }, label };
}

/** A picked date, time or instant as LINE's parameter and as people read it; null when nothing was picked. */
export function picked(what, value) {
  const patterns = { date: /^\d{4}-\d\d-\d\d$/u, time: /^\d\d:\d\d$/u, datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d$/u };
  if (!patterns[what].test(value)) return null;
  return { params: { [what]: value }, label: value.replace("T", " ") };
}

/** A typed place as the body of what is said; null when it can't be one. */
export function placed(latitude, longitude, word) {
  const [lat, lng] = [latitude, longitude].map((text) => Number(text.normalize("NFKC").trim() || Number.NaN));
  if (!(Math.abs(lat) <= 90) || !(Math.abs(lng) <= 180)) return null;
  return { location: { latitude: lat, longitude: lng }, label: `${word} ${lat}, ${lng}` };
}

/** The transcript with news added: in the order of their numbers, none twice. */
export function merge(entries, news) {
  const known = new Set(entries.map((entry) => entry.id));
  const fresh = news.filter((entry) => !known.has(entry.id));
  return fresh.length ? [...entries, ...fresh].sort((one, other) => one.id - other.id) : entries;
}

/** The quick replies under the newest message, as LINE shows them: gone once anything was said after it. */
export function quickRepliesOf(entries) {
  const last = entries.at(-1);
  if (!last || last.from !== "bot") return [];
  return last.quick ?? last.message?.quickReply?.items ?? [];
}

/** Milliseconds to wait after this many failures in a row. */
export function retryDelay(failures) {
  return Math.min(15_000, 500 * 2 ** Math.min(failures, 6));
}

/** Files that can be sent, and what is said about the others: {fit: File[], refused: {name, reason}[]}. */
export function sortFiles(files, limitBytes) {
  const fit = [];
  const refused = [];
  for (const file of files) {
    if (file.size > limitBytes) refused.push({ name: file.name, reason: "too_large" });
    else if (file.size === 0) refused.push({ name: file.name, reason: "empty_file" });
    else fit.push(file);
  }
  return { fit, refused };
}

/** A sentence with its {placeholders} filled. */
export function fill(sentence, facts) {
  return sentence.replace(/\{(\w+)\}/gu, (whole, name) => (name in facts ? String(facts[name]) : whole));
}
