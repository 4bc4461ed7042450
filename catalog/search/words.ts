/**
 * A text's words as the index knows them: lower case, without marks on letters, `ß` as `ss`; names
 * are taken apart at `_`, `.`, `-` and between small and capital letters, and kept whole as well.
 */
export function wordsOf(text: string): readonly string[] {
  const words = new Set<string>();
  for (const whole of text.split(/[^\p{L}\p{N}_.\-%]+/u)) {
    if (whole === '') continue;
    words.add(folded(whole));
    for (const part of whole.split(/[_.\-%]+|(?<=\p{Ll})(?=\p{Lu})/u)) {
      if (part !== '') words.add(folded(part));
    }
  }
  return [...words].filter((word) => word !== '' && word.length <= LONGEST_WORD);
}

const LONGEST_WORD = 64;

/** `Gießgeschwindigkeit` and `giessgeschwindigkeit` are one word. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/^[_.\-%]+|[_.\-%]+$/g, '');
}
