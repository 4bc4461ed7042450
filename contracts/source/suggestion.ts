import { editDistance } from './edit-distance.ts';

/**
 * The candidate that a person most likely meant: the smallest edit distance (insert, delete,
 * replace, swap of neighbours), case ignored, within a third of the word's length. Undefined where
 * nothing is near. Bounded: words beyond 64 characters and more than 500 candidates are not compared.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  let count = 0;
  for (const candidate of candidates) {
    count += 1;
    if (count > 500) break;
    if (candidate.length > 64 || Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(
      word.toLowerCase(),
      candidate.toLowerCase(),
      Number.POSITIVE_INFINITY,
    );
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A hint that names what was meant, or all possibilities where they are few. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const near = nearest(word, candidates);
  if (near !== undefined) return `did you mean '${near}'?`;
  if (candidates.length === 0 || candidates.length > 12) return undefined;
  return `known are: ${candidates.join(', ')}`;
}
