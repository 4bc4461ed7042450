import type { Snippet } from './snippet.ts';

export type HintSnippetName =
  | 'formatHint'
  | 'nameHint'
  | 'numberHint'
  | 'stringHint'
  | 'booleanHint'
  | 'valueHint';

/**
 * Guesses at what went wrong on the sender's side. They may repeat a short number or a declared
 * name, never other text of the message.
 */
export const HINT_SNIPPETS: Readonly<Record<HintSnippetName, Snippet<HintSnippetName>>> = {
  numberHint: {
    text: String.raw`
function numberHint(v, optional) {
  if (v === null) return optional ? "leave the member out where there is no value" : undefined;
  if (typeof v === "boolean") return "send 0 or 1 if the contract means a count, or make the contract say boolean";
  if (typeof v !== "string") return undefined;
  const s = v.trim();
  if (s.length > 30) return undefined;
  if (s === "" || s === "-" || /^(?:null|none|n\/?a)$/i.test(s)) return optional ? "leave the member out where there is no value" : undefined;
  if (/^[+-]?(?:nan|inf(?:inity)?)$/i.test(s)) return "JSON has no such number; say through a quality member that the value is not usable";
  if (/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(s)) return "the number is in quotes; send it without";
  if (/^[+-]?\d+,\d+$/.test(s)) return "looks like a decimal comma; send the number " + plain(s.replace(",", "."));
  if (/^[+-]?\d{1,3}(?:\.\d{3})+,\d+$/.test(s)) return "looks like a decimal comma; send the number " + plain(s.replace(/\./g, "").replace(",", "."));
  if (/^[+-]?\d+(?:[.,]\d+)?\s*[^\d\s.,]{1,8}$/.test(s)) return "looks like a number with its unit; send the number alone, the contract names the unit";
  return undefined;
}
function plain(s) {
  return s.replace(/^\+/, "").replace(/^(-?)0+(?=\d)/, "$1");
}`,
  },
  stringHint: {
    text: `
function stringHint(v, optional) {
  if (v === null) return optional ? "leave the member out where there is no value" : undefined;
  if (typeof v === "number") return "put the value in quotes: identifiers and times are text";
  return undefined;
}`,
  },
  booleanHint: {
    text: `
function booleanHint(v, optional) {
  if (v === null) return optional ? "leave the member out where there is no value" : undefined;
  if (v === 0 || v === 1) return "send " + (v === 1) + " instead of " + v;
  if (typeof v === "string" && /^(?:true|false)$/i.test(v)) return "send " + v.toLowerCase() + " without quotes";
  return undefined;
}`,
  },
  formatHint: {
    text: String.raw`
function formatHint(format, s) {
  if (s.length > 40) return undefined;
  const day = format === "date" || format === "date-time";
  if (day && /^\d{1,2}\.\d{1,2}\.\d{4}/.test(s)) return "looks like day.month.year; send year-month-day";
  if (day && /^\d{1,2}\/\d{1,2}\/\d{4}/.test(s)) return "looks like a date with slashes; send year-month-day";
  if (day && /^\d{10}(?:\d{3})?$/.test(s)) return "looks like a Unix time; send an RFC 3339 text";
  if (format === "date-time" && /^\d{4}-\d{2}-\d{2}[tT]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?$/.test(s)) return "the offset is missing; add Z or an offset such as +01:00";
  if (format === "date-time" && /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}/.test(s)) return "write T between date and time, and Z or an offset at the end";
  if (format === "date-time" && /[+-]\d{4}$/.test(s)) return "write the offset with a colon, such as +01:00";
  if (format === "time" && /^\d{2}:\d{2}:\d{2}(?:\.\d+)?$/.test(s)) return "the offset is missing; add Z or an offset such as +01:00";
  if (format === "uuid" && /^[0-9a-fA-F]{32}$/.test(s)) return "the dashes of the UUID are missing";
  if (format === "uuid" && /^\{.*\}$/.test(s)) return "send the UUID without braces";
  return undefined;
}`,
  },
  nameHint: {
    text: `
function nameHint(name, known) {
  if (name.length > 60) return undefined;
  const flat = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const wanted = flat(name);
  let best;
  let least = 3;
  for (const candidate of known) {
    const distance = flat(candidate) === wanted ? 0 : editDistance(name, candidate, least);
    if (distance < least && distance * 3 < candidate.length) { best = candidate; least = distance; }
  }
  return best === undefined ? undefined : "did you mean " + JSON.stringify(best) + "?";
}
function editDistance(a, b, limit) {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    previous = row;
  }
  return previous[b.length];
}`,
  },
  valueHint: {
    needs: ['nameHint'],
    text: `
function valueHint(v, known) {
  if (typeof v === "string") return nameHint(v, known.filter((value) => typeof value === "string"));
  return undefined;
}`,
  },
};
