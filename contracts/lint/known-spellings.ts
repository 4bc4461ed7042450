/**
 * Other spellings that mean exactly one word of a list, in German and English. Only what stands in
 * such a table may be written over by a fix: a word that merely looks alike is a guess, and a guess
 * that is wrong changes what was promised.
 */
export function spellings(
  table: Readonly<Record<string, string>>,
): (written: string) => string | undefined {
  const known = new Map(
    Object.entries(table).flatMap(([word, others]) =>
      [word, ...others.split(',').filter((each) => each !== '')].map(
        (each) => [plain(each), word] as const,
      ),
    ),
  );
  return (written) => known.get(plain(written));
}

/** The word of a list that differs in case and separators alone. */
export function sameLetters(written: string, words: readonly string[]): string | undefined {
  return words.find((word) => plain(word) === plain(written));
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[\s._-]/g, '');
}
