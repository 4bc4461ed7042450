import { editDistance } from '../../contracts/source/edit-distance.ts';

/** One slip in a word of four letters or more, two in a long one. */
export function allowedSlips(word: string): number {
  if (word.length < 4) return 0;
  return word.length < 8 ? 1 : 2;
}

/** Up to three of `known` that may have been meant, the nearest first. */
export function similarTo(given: string, known: Iterable<string>): readonly string[] {
  const wanted = given.toLowerCase();
  const limit = Math.max(1, Math.min(3, Math.floor(wanted.length / 3)));
  const near: { readonly text: string; readonly distance: number }[] = [];
  for (const text of known) {
    const lower = text.toLowerCase();
    const distance = editDistance(wanted, lower, limit);
    const part = lower.split('.').some((each) => each === wanted);
    if (part) near.push({ text, distance: 0 });
    else if (distance <= limit) near.push({ text, distance });
  }
  return near
    .sort((a, b) => a.distance - b.distance || (a.text < b.text ? -1 : 1))
    .slice(0, 3)
    .map(({ text }) => text);
}
