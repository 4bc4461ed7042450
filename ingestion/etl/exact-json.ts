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
 * inside strings may raise it too, which costs a slower parse and nothing else. Two searches, as
 * one with alternatives would try both at every character.
 */
export function mayHoldInexactNumbers(text: string): boolean {
  return /[\d.]{16}/.test(text) || /0[,}\]](?<=\.\d*0.)/.test(text);
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
