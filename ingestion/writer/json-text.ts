/**
 * Looks at the text of valid JSON character by character, where a parsed value no longer tells what
 * was written. Loops, no regular expressions: a text of megabytes must not exhaust a stack.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** Members of all objects, duplicate keys counted each time. */
export function countMembers(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COLON) count += 1;
  }
  return count;
}

/**
 * PostgreSQL's numeric takes 131072 digits before the point and 16383 after it; both bounds here
 * have a margin.
 */
const MOST_WHOLE_DIGITS = 131_000;
export const MOST_FRACTION_DIGITS = 16_000;

/** True when a number of the text is one that numeric refuses or rounds. */
export function holdsExtremeNumber(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (isDigit(code)) {
      const end = endOfNumber(text, at);
      if (isExtreme(text.slice(at, end))) return true;
      at = end - 1;
    }
  }
  return false;
}

function isExtreme(number: string): boolean {
  const [mantissa = '', exponentText = '0'] = number.split(/[eE]/);
  const point = mantissa.indexOf('.');
  const whole = point === -1 ? mantissa.length : point;
  const fraction = point === -1 ? 0 : mantissa.length - point - 1;
  const exponent = Number(exponentText);
  return whole + exponent > MOST_WHOLE_DIGITS || fraction - exponent > MOST_FRACTION_DIGITS;
}

/** Index of the closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
}

function endOfNumber(text: string, start: number): number {
  let at = start;
  while (at < text.length && isNumberPart(text.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Digits, `+`, `-`, `.`, `e` and `E`. */
function isNumberPart(code: number): boolean {
  return (
    isDigit(code) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x65 ||
    code === 0x45
  );
}
