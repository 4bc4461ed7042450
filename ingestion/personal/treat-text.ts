import type { Treatment } from '../../contracts/model/field.ts';
import { stringValue, tokenEnd, tokenStart } from '../json/json-token.ts';
import type { PersonalPlace } from './personal-paths.ts';

/** What a personal value becomes: the JSON text of a string. `at` is where its source begins. */
export type Replace = (source: string, treatment: Exclude<Treatment, 'drop'>, at: number) => string;

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Treats the personal values of a valid JSON text by replacing exactly their source, so that all else
 * stays as it was received, duplicate members, digits and white space among it; with a dropped
 * member goes the comma that held it. null stays null. Where a value on the way is of another kind
 * than the contract says (a name in the place of an object that has one), nobody can tell which of it
 * is personal: it is encrypted as a whole. Undefined where that value is the whole message.
 */
export function treatText(text: string, root: PersonalPlace, replace: Replace): string | undefined {
  const start = tokenStart(text, 0);
  if (text[start] !== (root.elements === undefined ? '{' : '[')) return undefined;
  const splices: Splice[] = [];
  treatValue(text, start, root, replace, splices);
  let treated = '';
  let from = 0;
  for (const splice of splices) {
    treated += text.slice(from, splice.start) + splice.text;
    from = splice.end;
  }
  return treated + text.slice(from);
}

/** Returns the end of the value. As deep as the contract's paths are, whatever the text is. */
function treatValue(
  text: string,
  start: number,
  place: PersonalPlace,
  replace: Replace,
  splices: Splice[],
): number {
  const first = text[start];
  const opens = first === '{' || first === '[';
  const inside = first === '{' ? place.members.size > 0 : first === '[' && place.elements;
  if (place.treatment === undefined && opens && inside) {
    return treatParts(text, start, place, replace, splices);
  }
  const end = valueEnd(text, start);
  const source = text.slice(start, end);
  if (source !== 'null') {
    const treatment = place.treatment ?? 'encrypt';
    if (treatment !== 'drop') {
      splices.push({ start, end, text: JSON.stringify(replace(source, treatment, start)) });
    }
  }
  return end;
}

/** The members of an object or the elements of an array. */
function treatParts(
  text: string,
  open: number,
  place: PersonalPlace,
  replace: Replace,
  splices: Splice[],
): number {
  const isObject = text[open] === '{';
  const close = isObject ? '}' : ']';
  let start = tokenStart(text, open + 1);
  if (text[start] === close) return start + 1;
  let keptBefore = false;
  let previousEnd = start;
  for (;;) {
    let valueStart = start;
    let part = place.elements;
    if (isObject) {
      const nameEnd = tokenEnd(text, start);
      part = place.members.get(stringValue(text.slice(start, nameEnd)));
      valueStart = tokenStart(text, tokenStart(text, nameEnd) + 1);
    }
    const drops = part?.treatment === 'drop';
    const end =
      part === undefined || drops
        ? valueEnd(text, valueStart)
        : treatValue(text, valueStart, part, replace, splices);
    const separator = tokenStart(text, end);
    const isLast = text[separator] === close;
    const next = isLast ? separator : tokenStart(text, separator + 1);
    if (!drops) keptBefore = true;
    else if (keptBefore) splices.push({ start: previousEnd, end, text: '' });
    else splices.push({ start, end: isLast ? end : next, text: '' });
    if (isLast) return separator + 1;
    previousEnd = end;
    start = next;
  }
}

/** Where the value that begins at `start` ends; brackets are counted, so no depth exhausts a stack. */
function valueEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; ; at = tokenStart(text, at)) {
    const first = text[at];
    at = tokenEnd(text, at);
    if (first === '{' || first === '[') depth += 1;
    else if (first === '}' || first === ']') depth -= 1;
    if (depth === 0 || at >= text.length) return at;
  }
}
