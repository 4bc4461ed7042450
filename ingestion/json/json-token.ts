/**
 * Token by token through a text that JSON.parse accepts. Index arithmetic, no regular expression
 * and no recursion: a string of megabytes or a nesting of thousands must not exhaust a stack.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Where the next token begins, from `at` on; the length of the text where there is none. */
export function tokenStart(text: string, at: number): number {
  let start = at;
  while (start < text.length && text.charCodeAt(start) <= 0x20) start += 1;
  return start;
}

/** Where the token that begins at `start` ends: a bracket, comma, colon, string, number or word. */
export function tokenEnd(text: string, start: number): number {
  if (text.charCodeAt(start) === QUOTE) return stringEnd(text, start);
  let end = start;
  while (end < text.length && !isDelimiter(text.charCodeAt(end))) end += 1;
  return end === start ? start + 1 : end;
}

function stringEnd(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (quote !== -1) {
    let first = quote;
    while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
    if ((quote - first) % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

/** White space, `,`, `:`, `[`, `]`, `{` and `}`. */
function isDelimiter(code: number): boolean {
  return (
    code <= 0x20 ||
    code === 0x2c ||
    code === 0x3a ||
    code === 0x5b ||
    code === 0x5d ||
    code === 0x7b ||
    code === 0x7d
  );
}

/** The value of a string token. */
export function stringValue(token: string): string {
  return token.includes('\\') ? String(JSON.parse(token)) : token.slice(1, -1);
}
