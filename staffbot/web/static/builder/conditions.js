/**
 * Conditions as the page edits them. Pure.
 *
 * A rule tree: `{join: "all"|"any", parts: [rule | tree], not: bool}`; a rule: `{field, op, value}` or
 * `{age_of, op: "at_least"|"at_most", value}`. What can't be shown like this is kept as it is, and shown as such.
 */

export const OPERATORS = {
  choose: ["equals", "any_of", "not_equals", "answered"],
  several: ["contains", "answered"],
  yes: ["equals", "answered"],
  number: ["equals", "at_least", "at_most", "between", "answered"],
  when: ["equals", "at_least", "at_most", "answered"],
  birth: ["age_at_least", "age_at_most", "answered"],
  text: ["equals", "answered"],
  other: ["answered"],
};

const SORTS = {
  choice: "choose",
  multiple: "several",
  yes_no: "yes",
  consent: "yes",
  number: "number",
  calculated: "number",
  date: "when",
  time: "when",
  datetime: "when",
  birth_date: "birth",
  text: "text",
  member_keyword: "other",
};

/** Which operators and which value a question's answer takes. */
export function sortOf(kind) {
  return SORTS[kind] ?? "other";
}

/** The tree of a stored condition; null for none, undefined for one this page doesn't edit. */
export function readCondition(stored) {
  if (stored === undefined || stored === null) return null;
  const part = readPart(stored, 0);
  if (part === undefined) return undefined;
  return "parts" in part ? part : { join: "all", parts: [part] };
}

function readPart(stored, depth) {
  if (stored === null || typeof stored !== "object" || Array.isArray(stored)) return undefined;
  const keys = Object.keys(stored);
  for (const join of ["all", "any"]) {
    if (keys.length === 1 && keys[0] === join && Array.isArray(stored[join]) && depth < 2) {
      const parts = stored[join].map((one) => readPart(one, depth + 1));
      return parts.includes(undefined) ? undefined : { join, parts };
    }
  }
  if (keys.length === 1 && keys[0] === "not") {
    const inner = readPart(stored.not, depth);
    return inner?.op === "equals" ? { ...inner, op: "not_equals" } : undefined;
  }
  if (keys.length !== 2) return undefined;
  if (typeof stored.age_of === "string") {
    const op = keys.find((key) => key !== "age_of");
    return ["at_least", "at_most"].includes(op)
      ? { field: stored.age_of, op: `age_${op}`, value: stored[op] }
      : undefined;
  }
  if (typeof stored.field !== "string") return undefined;
  const op = keys.find((key) => key !== "field");
  const known = ["equals", "contains", "any_of", "at_least", "at_most", "between", "answered"];
  return known.includes(op) ? { field: stored.field, op, value: stored[op] } : undefined;
}

/** What is stored for a tree; undefined for none. One rule alone stands without `all`. */
export function writeCondition(tree) {
  if (tree === null || tree.parts.length === 0) return undefined;
  if (tree.parts.length === 1) return writePart(tree.parts[0]);
  return writePart(tree);
}

function writePart(part) {
  if ("parts" in part) return { [part.join]: part.parts.map(writePart) };
  if (part.op === "not_equals") return { not: { field: part.field, equals: part.value } };
  if (part.op.startsWith("age_")) return { age_of: part.field, [part.op.slice(4)]: part.value };
  return { field: part.field, [part.op]: part.value };
}

/** A rule about a question with the first of its operators and a value to begin with. */
export function newRule(node) {
  return withOperator({ field: node.id, op: "", value: null }, OPERATORS[sortOf(node.kind)][0], node);
}

/** The same rule with another operator, its value kept where it fits. */
export function withOperator(rule, op, node) {
  return { ...rule, op, value: valueFor(op, node, rule.value) };
}

function valueFor(op, node, before) {
  const sort = sortOf(node.kind);
  if (op === "answered") return typeof before === "boolean" ? before : true;
  if (op.startsWith("age_")) return typeof before === "number" ? before : 65;
  if (op === "between") return Array.isArray(before) && before.length === 2 ? before : [0, 10];
  if (op === "any_of") return Array.isArray(before) ? before : before ? [before] : [];
  const single = Array.isArray(before) ? before[0] : before;
  if (sort === "yes") return typeof single === "boolean" ? single : true;
  if (sort === "number") return typeof single === "number" ? single : 0;
  if (sort === "choose" || sort === "several") {
    const values = optionsOf(node).map((option) => option.value);
    return values.includes(single) ? single : (values[0] ?? "");
  }
  return typeof single === "string" ? single : "";
}

/** The options of a question as `{value, label}`. */
export function optionsOf(node) {
  const options = Array.isArray(node?.options) ? node.options : [];
  return options.map((one) =>
    typeof one === "object" && one !== null
      ? { value: one.value ?? one.label ?? "", label: String(one.label ?? one.value ?? "") }
      : { value: one, label: String(one) },
  );
}
