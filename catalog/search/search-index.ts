import type { Catalog } from '../assets/catalog.ts';
import type { SearchHit } from '../assets/shapes.ts';
import { allowedSlips, editDistance } from './edit-distance.ts';
import { type SearchEntry, searchEntries } from './search-entries.ts';
import { parseQuery, type SearchQuery } from './search-query.ts';
import { wordsOf } from './words.ts';

export interface SearchIndex {
  /** Hits by score, then in the catalog's order; `total` counts those that were left out as well. */
  search(
    text: string,
    page: { readonly limit: number; readonly offset: number },
  ): { readonly items: readonly SearchHit[]; readonly total: number };
}

/** How well a word of the index answers a word of the query. */
const quality = { exact: 1, prefix: 0.6, slip: 0.35 } as const;
/** A short beginning would match half of the words. */
const SHORTEST_PREFIX = 2;

interface Posting {
  readonly entry: number;
  readonly weight: number;
}

/** Built once per snapshot, in time linear in the length of all texts. */
export function searchIndex(catalog: Catalog): SearchIndex {
  const entries = searchEntries(catalog);
  const postings = postingsOf(entries);
  const vocabulary = [...postings.keys()].sort();
  const byLength = groupedByLength(vocabulary);

  /** The best that each entry has for a word; undefined members have nothing. */
  function scoresOf(word: string): Map<number, number> {
    const scores = new Map<number, number>();
    const take = (term: string, factor: number): void => {
      for (const { entry, weight } of postings.get(term) ?? []) {
        const score = weight * factor;
        if (score > (scores.get(entry) ?? 0)) scores.set(entry, score);
      }
    };
    take(word, quality.exact);
    if (word.length >= SHORTEST_PREFIX) {
      for (let at = firstAtLeast(vocabulary, word); at < vocabulary.length; at++) {
        const term = vocabulary[at] ?? '';
        if (!term.startsWith(word)) break;
        if (term !== word) take(term, quality.prefix * (0.5 + word.length / term.length / 2));
      }
    }
    // Slips are forgiven only where nothing was found as it is written.
    if (scores.size === 0) {
      const slips = allowedSlips(word);
      for (let length = word.length - slips; slips > 0 && length <= word.length + slips; length++) {
        for (const term of byLength.get(length) ?? []) {
          const distance = editDistance(word, term, slips);
          if (distance <= slips) take(term, quality.slip / distance);
        }
      }
    }
    return scores;
  }

  function matching(query: SearchQuery): Map<number, number> {
    let scores: Map<number, number> | undefined;
    for (const word of query.words) {
      const found = scoresOf(word);
      if (scores === undefined) scores = found;
      else {
        for (const [entry, score] of scores) {
          const more = found.get(entry);
          if (more === undefined) scores.delete(entry);
          else scores.set(entry, score + more);
        }
      }
    }
    if (scores === undefined) {
      scores = new Map(query.facets.length === 0 ? [] : entries.map((_, index) => [index, 1]));
    }
    for (const { facet, value } of query.facets) {
      for (const entry of scores.keys()) {
        if (entries[entry]?.facets.get(facet)?.includes(value) !== true) scores.delete(entry);
      }
    }
    return scores;
  }

  return {
    search: (text, { limit, offset }) => {
      const scores = matching(parseQuery(text));
      const ranked = [...scores].sort(([a, x], [b, y]) => y - x || a - b);
      return {
        total: ranked.length,
        items: ranked.slice(offset, offset + limit).flatMap(([index, score]) => {
          const hit = entries[index]?.hit;
          return hit === undefined ? [] : [{ ...hit, score: Math.round(score * 1000) / 1000 }];
        }),
      };
    },
  };
}

/** Entries by word, each with the greatest weight that the word has in it. */
function postingsOf(entries: readonly SearchEntry[]): ReadonlyMap<string, readonly Posting[]> {
  const postings = new Map<string, Posting[]>();
  entries.forEach(({ texts, hit }, entry) => {
    const weights = new Map<string, number>();
    for (const { text, weight } of texts) {
      const [whole, ...parts] = wordsOf(text);
      for (const [position, word] of [whole, ...parts].entries()) {
        if (word === undefined) continue;
        // The name itself tells more than a part of it.
        const counts = position === 0 ? weight : weight * 0.8;
        if (counts > (weights.get(word) ?? 0)) weights.set(word, counts);
      }
    }
    const product = hit.kind === 'product' || hit.kind === 'dataset' ? 1.15 : 1;
    for (const [word, weight] of weights) {
      const list = postings.get(word);
      const posting = { entry, weight: weight * product };
      if (list === undefined) postings.set(word, [posting]);
      else list.push(posting);
    }
  });
  return postings;
}

function groupedByLength(words: readonly string[]): ReadonlyMap<number, readonly string[]> {
  const groups = new Map<number, string[]>();
  for (const word of words) {
    const group = groups.get(word.length);
    if (group === undefined) groups.set(word.length, [word]);
    else group.push(word);
  }
  return groups;
}

function firstAtLeast(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
