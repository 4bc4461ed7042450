/** A number as it was written, where a double would not carry its digits. */
export class SourceNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * True when a jsonb text may hold numbers that JSON.parse does not carry digit for digit: more than
 * 15 significant digits, or a fraction that ends in zeros (jsonb writes no exponents). Digits
 * inside strings may raise it too, which costs a slower parse and nothing else.
 */
export function mayHoldInexactNumbers(text: string): boolean {
  return holdsLongNumber(text) || /0[,}\]](?<=\.\d*0.)/.test(text);
}

const LONG = 16;

/** Looks at every 16th character only: a run of 16 digits and points covers one of them. */
function holdsLongNumber(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (!isNumberPart(text, at)) continue;
    let start = at;
    let end = at + 1;
    while (isNumberPart(text, start - 1)) start -= 1;
    while (isNumberPart(text, end)) end += 1;
    if (end - start >= LONG) return true;
  }
  return false;
}

/** A digit or a point; false outside the text, where charCodeAt is NaN. */
function isNumberPart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 0x30 && code <= 0x39) || code === 0x2e;
}

const STRINGS_AND_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/**
 * Parses valid JSON as JSON.parse does, but numbers whose digits a double would change become
 * SourceNumber. (JSON.parse with source text access needs Node 22.)
 */
export function parseExact(text: string): unknown {
  const mark = unusedCharacter(text);
  if (mark === undefined) return JSON.parse(text);
  const marked = text.replace(STRINGS_AND_NUMBERS, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? token : `"${mark}${token}"`,
  );
  return JSON.parse(marked, (_name, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? new SourceNumber(value.slice(1)) : value,
  );
}

const PRIVATE_USE_FIRST = 0xe000;
const PRIVATE_USE_LAST = 0xf8ff;

/** A character that no string of the text holds, as itself or escaped. */
function unusedCharacter(text: string): string | undefined {
  for (let code = PRIVATE_USE_FIRST; code <= PRIVATE_USE_LAST; code += 1) {
    const character = String.fromCharCode(code);
    const escaped = new RegExp(`\\\\u${code.toString(16)}`, 'i');
    if (!text.includes(character) && !escaped.test(text)) return character;
  }
  return undefined;
}
