/** The cell of CSV that begins with the quote at `start` (RFC 4180), and where it ends; undefined where it never does. */
export function quotedCell(
  text: string,
  start: number,
): { readonly value: string; readonly end: number } | undefined {
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') return { value: parts.join(''), end: quote + 1 };
    parts.push('"');
    from = quote + 2;
  }
}
