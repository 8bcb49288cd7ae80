/**
 * Conditions as the page edits them. Pure.
 *
 * A group: `{join, parts: [rule | group]}`; a rule: `{field, op, value}`. `none` and `not_all` are what `not` makes of
 * `any` and `all`. What is no condition at all can't be shown, and is kept as it is.
 */

export const JOINS = ["all", "any", "none", "not_all"];
// As deep as the page lets people go: with a `not` at each level just as deep as a form may be.
export const DEEPEST_GROUPS = 5;
const DEEPEST = 10;
const NEGATED = ["equals", "contains", "any_of"];
const KNOWN = ["equals", "contains", "any_of", "at_least", "at_most", "between", "answered"];

export const OPERATORS = {
  choose: ["equals", "any_of", "not_equals", "not_any_of", "answered"],
  several: ["contains", "not_contains", "any_of", "not_any_of", "answered"],
  yes: ["equals", "answered"],
  number: ["equals", "at_least", "at_most", "between", "answered"],
  when: ["equals", "at_least", "at_most", "answered"],
  birth: ["age_at_least", "age_at_most", "answered"],
  text: ["equals", "contains", "not_contains", "answered"],
  other: ["answered"],
};

const SORTS = {
  choice: "choose",
  multiple: "several",
  yes_no: "yes",
  consent: "yes",
  number: "number",
  calculated: "number",
  group: "number",
  date: "when",
  time: "when",
  datetime: "when",
  birth_date: "birth",
  text: "text",
  member_keyword: "other",
};

/** Which operators and which value a question's answer takes. A group that repeats counts its items. */
export function sortOf(kind) {
  return SORTS[kind] ?? "other";
}

/** The group of a stored condition; null for none, undefined for what is no condition. */
export function readCondition(stored) {
  if (stored === undefined || stored === null) return null;
  const part = readPart(stored, 0);
  if (part === undefined) return undefined;
  return "parts" in part ? part : { join: "all", parts: [part] };
}

function readPart(stored, depth) {
  if (stored === null || typeof stored !== "object" || Array.isArray(stored) || depth > DEEPEST) return undefined;
  const [key, ...others] = Object.keys(stored);
  if (others.length) return readRule(stored);
  if (key === "all" || key === "any") {
    if (!Array.isArray(stored[key])) return undefined;
    const parts = stored[key].map((one) => readPart(one, depth + 1));
    return parts.includes(undefined) ? undefined : { join: key, parts };
  }
  return key === "not" ? negated(readPart(stored.not, depth + 1)) : undefined;
}

function negated(inner) {
  if (inner === undefined) return undefined;
  if (NEGATED.includes(inner.op)) return { ...inner, op: `not_${inner.op}` };
  if (inner.join === "any") return { ...inner, join: "none" };
  if (inner.join === "all") return { ...inner, join: "not_all" };
  return { join: "none", parts: [inner] };
}

function readRule(stored) {
  const subject = ["field", "age_of"].find((key) => typeof stored[key] === "string");
  const ops = Object.keys(stored).filter((key) => key !== subject);
  if (subject === undefined || ops.length !== 1) return undefined;
  const [op] = ops;
  const known = subject === "field" ? KNOWN : ["at_least", "at_most"];
  if (!known.includes(op)) return undefined;
  return { field: stored[subject], op: subject === "field" ? op : `age_${op}`, value: stored[op] };
}

/** What is stored for a group; undefined for none. One rule alone stands without `all`. */
export function writeCondition(tree) {
  if (tree === null || tree.parts.length === 0) return undefined;
  const isPlain = tree.join === "all" || tree.join === "any";
  return writePart(tree.parts.length === 1 && isPlain ? tree.parts[0] : tree);
}

function writePart(part) {
  if ("parts" in part) {
    const parts = part.parts.map(writePart);
    if (part.join === "all" || part.join === "any") return { [part.join]: parts };
    if (parts.length === 1) return { not: parts[0] };
    return { not: { [part.join === "none" ? "any" : "all"]: parts } };
  }
  if (part.op.startsWith("not_")) return { not: { field: part.field, [part.op.slice(4)]: part.value } };
  if (part.op.startsWith("age_")) return { age_of: part.field, [part.op.slice(4)]: part.value };
  return { field: part.field, [part.op]: part.value };
}

/** The group with the part at a path (`[1, 0]`) replaced; null takes it away, and a group that is empty then. */
export function withPart(tree, path, part) {
  const [at, ...deeper] = path;
  const next = deeper.length === 0 ? part : withPart(tree.parts[at], deeper, part);
  const isGone = next === null || ("parts" in next && next.parts.length === 0);
  const parts = isGone ? tree.parts.filter((_, index) => index !== at) : replaced(tree.parts, at, next);
  return { ...tree, parts };
}

/** The group with the parts of the group at a path standing in its place. */
export function unwrapped(tree, path) {
  const [at, ...deeper] = path;
  if (deeper.length) return { ...tree, parts: replaced(tree.parts, at, unwrapped(tree.parts[at], deeper)) };
  return { ...tree, parts: tree.parts.flatMap((one, index) => (index === at ? one.parts : [one])) };
}

function replaced(parts, at, part) {
  return parts.map((one, index) => (index === at ? part : one));
}

/** A group to begin with inside another: joined the other way round, or it would say nothing new. */
export function newGroup(around, node, attributes) {
  const rule = newRule(node, attributes);
  return { join: around.join === "any" ? "all" : "any", parts: [rule, { ...rule }] };
}

/** A rule about a question with the first of its operators and a value to begin with. */
export function newRule(node, attributes) {
  return withOperator({ field: node.id, op: "", value: null }, OPERATORS[sortOf(node.kind)][0], node, attributes);
}

/** The same rule with another operator, its value kept where it fits. */
export function withOperator(rule, op, node, attributes) {
  return { ...rule, op, value: valueFor(op, node, rule.value, attributes) };
}

function valueFor(op, node, before, attributes) {
  const sort = sortOf(node.kind);
  if (op === "answered") return typeof before === "boolean" ? before : true;
  if (op.startsWith("age_")) return typeof before === "number" ? before : 65;
  if (op === "between") return Array.isArray(before) && before.length === 2 ? before : [0, 10];
  if (op === "any_of" || op === "not_any_of") return Array.isArray(before) ? before : before ? [before] : [];
  const single = Array.isArray(before) ? before[0] : before;
  if (sort === "yes") return typeof single === "boolean" ? single : true;
  if (sort === "number") return typeof single === "number" ? single : 0;
  if (sort === "choose" || sort === "several") {
    const values = optionsOf(node, attributes).map((option) => option.value);
    return values.includes(single) ? single : (values[0] ?? "");
  }
  return typeof single === "string" ? single : "";
}

/**
 * The options of a question as `{value, label}`.
 *
 * @param {{key: string, options: object[]}[]} attributes a question without options of its own takes its attribute's
 */
export function optionsOf(node, attributes = []) {
  const lent = node?.options === undefined ? attributes.find((one) => one.key === node?.attribute)?.options : undefined;
  const options = Array.isArray(node?.options) ? node.options : (lent ?? []);
  return options.map((one) =>
    typeof one === "object" && one !== null
      ? { value: one.value ?? one.label ?? "", label: String(one.label ?? one.value ?? "") }
      : { value: one, label: String(one) },
  );
}
