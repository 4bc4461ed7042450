/**
 * True when `length` or more digits and points stand in a row, in a number or in a string. Looks at
 * every `length`th character only: such a run covers one of them.
 */
export function holdsDigitRun(text: string, length: number): boolean {
  for (let at = length - 1; at < text.length; at += length) {
    if (!isNumberPart(text, at)) continue;
    let start = at;
    let end = at + 1;
    while (isNumberPart(text, start - 1)) start -= 1;
    while (isNumberPart(text, end)) end += 1;
    if (end - start >= length) return true;
  }
  return false;
}

/** A digit or a point; false outside the text, where charCodeAt is NaN. */
function isNumberPart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (code >= 0x30 && code <= 0x39) || code === 0x2e;
}
