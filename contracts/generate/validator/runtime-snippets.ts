import { FORMAT_SNIPPETS, type FormatSnippetName } from './format-snippets.ts';
import { HINT_SNIPPETS, type HintSnippetName } from './hint-snippets.ts';
import type { Snippet } from './snippet.ts';

/**
 * Functions that a generated module carries along, as text: the module imports nothing, and its
 * bytes must not depend on how this package was compiled.
 */
export type SnippetName =
  | 'add'
  | 'canonical'
  | 'codePoints'
  | 'contained'
  | 'equals'
  | 'guard'
  | 'multipleOf'
  | 'nearestBranch'
  | 'tracker'
  | 'typeName'
  | 'unique'
  | FormatSnippetName
  | HintSnippetName;

const SNIPPETS: Readonly<Record<SnippetName, Snippet<SnippetName>>> = {
  typeName: {
    text: `
function typeName(v) {
  if (v === null) return "null";
  if (Array.isArray(v)) return "an array";
  switch (typeof v) {
    case "boolean": return "a boolean";
    case "number":
      if (!Number.isFinite(v)) return "a number beyond the range of a double";
      return Number.isInteger(v) ? "an integer" : "a number with a fraction";
    case "string": return v === "" ? "an empty string" : "a string";
    case "object": return "an object";
    default: return "no JSON value";
  }
}`,
  },

  // Quarantine stores violations as JSONB, which takes neither NUL nor half a surrogate pair.
  add: {
    text: String.raw`
const MAX_VIOLATIONS = 20;
const UNSTORABLE = /[\u0000-\u001f\u007f]|\p{Surrogate}/u;
function token(name) {
  const cut = name.length > 120 ? name.slice(0, 119) + "\u2026" : name;
  return cut.replace(/~/g, "~0").replace(/\//g, "~1").replace(/\u0000|\p{Surrogate}/gu, "\ufffd");
}
function quoted(name) {
  return JSON.stringify(token(name.length > 60 ? name.slice(0, 59) + "\u2026" : name).replace(/~1/g, "/").replace(/~0/g, "~"));
}
function add(o, pointer, schemaPointer, rule, message, value, hint) {
  if (o.length >= MAX_VIOLATIONS) return;
  const violation = { pointer, schemaPointer, rule, message };
  // JSON has no infinity: it would be stored as null.
  if (Number.isFinite(value) || typeof value === "boolean") violation.found = value;
  else if (typeof value === "string" && value.length <= 40 && !UNSTORABLE.test(value)) violation.found = value;
  if (hint !== undefined) violation.hint = hint;
  o.push(violation);
}`,
  },

  // Every cycle of schemas passes a guarded function, so neither depth nor work is the payload's.
  guard: {
    text: `
const MAX_DEPTH = 512;
const MAX_STEPS = 5000000;
let depth = 0;
let steps = 0;
let exhausted = "";
function enter() {
  if (exhausted !== "") return false;
  if (depth >= MAX_DEPTH) { exhausted = "depth"; return false; }
  steps += 1;
  if (steps > MAX_STEPS) { exhausted = "budget"; return false; }
  depth += 1;
  return true;
}`,
  },

  equals: {
    text: `
function equals(v, c) {
  if (v === c) return true;
  if (typeof v !== "object" || typeof c !== "object" || v === null || c === null) return false;
  if (Array.isArray(c)) {
    return Array.isArray(v) && v.length === c.length && c.every((item, i) => equals(v[i], item));
  }
  if (Array.isArray(v)) return false;
  const names = Object.keys(c);
  return Object.keys(v).length === names.length &&
    names.every((name) => Object.hasOwn(v, name) && equals(v[name], c[name]));
}`,
  },

  codePoints: {
    text: `
function codePoints(s) {
  let n = s.length;
  for (let i = 0; i < s.length - 1; i++) {
    if ((s.charCodeAt(i) & 0xfc00) === 0xd800 && (s.charCodeAt(i + 1) & 0xfc00) === 0xdc00) { n--; i++; }
  }
  return n;
}`,
  },

  // Decimals that are written with up to 15 digits come back exactly from their shortest text.
  multipleOf: {
    text: String.raw`
function decimal(x) {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(x));
  if (match === null) return undefined;
  const fraction = match[3] ?? "";
  return { digits: BigInt(match[2] + fraction), exponent: Number(match[4] ?? 0) - fraction.length };
}
function multipleOf(v, m, scale, scaledStep) {
  const n = Math.round(v * scale);
  if (n / scale === v && n < 1e15 && n > -1e15) return n % scaledStep === 0;
  const a = decimal(v);
  const b = decimal(m);
  if (a === undefined || b === undefined) return false;
  const shared = Math.min(a.exponent, b.exponent);
  const scaled = (x) => x.digits * 10n ** BigInt(x.exponent - shared);
  return scaled(a) % scaled(b) === 0n;
}`,
  },

  // One text per value: equal values have equal texts, members sorted, 1.0 like 1.
  canonical: {
    text: `
function canonical(v, level) {
  if (typeof v === "number") return v === Infinity ? "1e999" : v === -Infinity ? "-1e999" : String(v === 0 ? 0 : v);
  if (typeof v !== "object" || v === null) return JSON.stringify(v);
  if (level > 512) throw new RangeError("nested too deep to compare");
  if (Array.isArray(v)) return "[" + v.map((item) => canonical(item, level + 1)).join(",") + "]";
  return "{" + Object.keys(v).sort().map((name) => JSON.stringify(name) + ":" + canonical(v[name], level + 1)).join(",") + "}";
}`,
  },

  unique: {
    needs: ['canonical'],
    text: `
function firstRepeated(a) {
  if (a.length < 2) return -1;
  const scalars = new Set();
  let others;
  for (let i = 0; i < a.length; i++) {
    const v = a[i];
    let seen = scalars;
    let key = v;
    if (typeof v === "object" && v !== null) {
      seen = others ??= new Set();
      key = canonical(v, 0);
    }
    if (seen.has(key)) return i;
    seen.add(key);
  }
  return -1;
}`,
  },

  tracker: {
    text: `
function tracker() {
  return { names: new Set(), every: false, count: 0, items: new Set(), all: false };
}
function merge(e, other) {
  for (const name of other.names) e.names.add(name);
  for (const item of other.items) e.items.add(item);
  if (other.every) e.every = true;
  if (other.all) e.all = true;
  if (other.count > e.count) e.count = other.count;
}`,
  },

  // The form that the sender most likely meant: right in type and constants, fewest faults.
  nearestBranch: {
    needs: ['add'],
    text: `
function nearestBranch(v, p, o, collectors) {
  let best;
  let least = Infinity;
  let tied = false;
  for (const collector of collectors) {
    const found = [];
    collector(v, p, found);
    let weight = found.length;
    for (const violation of found) {
      if (violation.pointer === p && violation.rule === "type") weight += 1000;
      else if (violation.rule === "const" || violation.rule === "enum") weight += 50;
    }
    if (weight < least) { best = found; least = weight; tied = false; }
    else if (weight === least) tied = true;
  }
  if (best === undefined || tied || least >= 1000) return false;
  for (const violation of best) if (o.length < MAX_VIOLATIONS) o.push(violation);
  return best.length > 0;
}`,
  },

  contained: {
    text: `
function contained(a, test) {
  let n = 0;
  for (let i = 0; i < a.length; i++) if (test(a[i])) n++;
  return n;
}`,
  },

  ...FORMAT_SNIPPETS,
  ...HINT_SNIPPETS,
};

/** The texts of snippets and of all that they need, in the table's order. */
export function snippetTexts(wanted: Iterable<SnippetName>): readonly string[] {
  const needed = new Set<SnippetName>();
  const require = (name: SnippetName): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const other of SNIPPETS[name].needs ?? []) require(other);
  };
  for (const name of wanted) require(name);
  return Object.entries(SNIPPETS)
    .filter(([name]) => needed.has(name as SnippetName))
    .map(([, snippet]) => snippet.text.trim());
}
