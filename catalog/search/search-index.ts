import { editDistance } from '../../contracts/source/edit-distance.ts';
import type { Catalog } from '../assets/catalog.ts';
import type { SearchHit } from '../assets/shapes.ts';
import { type SearchEntry, searchEntries } from './search-entries.ts';
import { parseQuery, type SearchFacet, type SearchQuery } from './search-query.ts';
import { allowedSlips } from './similar-names.ts';
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
  const withFacet = facetsOf(entries);
  const vocabulary = [...postings.keys()].sort();
  const byLength = groupedByLength(vocabulary);

  /** The best that each entry has for a word; 0 where it has nothing. */
  function scoresOf(word: string): Float64Array {
    const scores = new Float64Array(entries.length);
    let found = false;
    const take = (term: string, factor: number): void => {
      for (const { entry, weight } of postings.get(term) ?? []) {
        const score = weight * factor;
        if (score > (scores[entry] ?? 0)) scores[entry] = score;
        found = true;
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
    if (!found) {
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

  /** Entries that answer the whole query, by score; those of one score in the catalog's order. */
  function matching({ words, facets }: SearchQuery): ReadonlyMap<number, readonly number[]> {
    const byScore = new Map<number, number[]>();
    if (words.length === 0 && facets.length === 0) return byScore;
    const scores = words.map(scoresOf);
    const members = facets.map(({ facet, value }) => withFacet.get(facet)?.get(value));
    for (let entry = 0; entry < entries.length; entry++) {
      let sum = words.length === 0 ? 1 : 0;
      let all = members.every((set) => set?.has(entry) === true);
      for (const word of scores) {
        const score = word[entry] ?? 0;
        if (score === 0) all = false;
        sum += score;
      }
      if (!all) continue;
      const score = Math.round(sum * 1000) / 1000;
      const group = byScore.get(score);
      if (group === undefined) byScore.set(score, [entry]);
      else group.push(entry);
    }
    return byScore;
  }

  return {
    search: (text, { limit, offset }) => {
      const byScore = matching(parseQuery(text));
      const items: SearchHit[] = [];
      let total = 0;
      for (const score of [...byScore.keys()].sort((a, b) => b - a)) {
        const group = byScore.get(score) ?? [];
        const wanted = group.slice(
          Math.max(0, offset - total),
          Math.max(0, offset + limit - total),
        );
        for (const entry of wanted) {
          const hit = entries[entry]?.hit;
          if (hit !== undefined) items.push({ ...hit, score });
        }
        total += group.length;
      }
      return { total, items };
    },
  };
}

type FacetMembers = ReadonlyMap<SearchFacet, ReadonlyMap<string, ReadonlySet<number>>>;

function facetsOf(entries: readonly SearchEntry[]): FacetMembers {
  const members = new Map<SearchFacet, Map<string, Set<number>>>();
  entries.forEach(({ facets }, entry) => {
    for (const [facet, values] of facets) {
      const byValue = members.get(facet) ?? new Map<string, Set<number>>();
      members.set(facet, byValue);
      for (const value of values) {
        const set = byValue.get(value);
        if (set === undefined) byValue.set(value, new Set([entry]));
        else set.add(entry);
      }
    }
  });
  return members;
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
