import { folded, wordsOf } from './words.ts';

/** What can be asked for beside words: `unit:mm type:timestamp domain:casting`. */
export const searchFacets = [
  'unit',
  'type',
  'domain',
  'product',
  'dataset',
  'status',
  'kind',
  'classification',
  'identifier',
  'tag',
] as const;

export type SearchFacet = (typeof searchFacets)[number];

export interface SearchQuery {
  readonly words: readonly string[];
  readonly facets: readonly { readonly facet: SearchFacet; readonly value: string }[];
}

const MOST_WORDS = 12;

/**
 * Reads a query. `facet:value` narrows, a value with blanks is quoted (`unit:"m/min"`); everything
 * else is words, all of which must be found. Units keep their case, since UCUM tells `m` from `M`.
 */
export function parseQuery(text: string): SearchQuery {
  const facets: { facet: SearchFacet; value: string }[] = [];
  const rest = text.replace(
    /(?<=^|\s)([a-zA-Z]+):(?:"([^"]*)"|(\S+))/g,
    (whole: string, name: string, quoted: string | undefined, bare: string | undefined) => {
      const facet = searchFacets.find((known) => known === name.toLowerCase());
      const value = (quoted ?? bare ?? '').trim();
      if (facet === undefined || value === '') return whole;
      facets.push({ facet, value: facetValue(facet, value) });
      return ' ';
    },
  );
  return { words: queryWords(rest), facets: facets.slice(0, MOST_WORDS) };
}

export function facetValue(facet: SearchFacet, value: string): string {
  return facet === 'unit' ? value : folded(value);
}

/** Each written word once: `cast_end` asks for the name, not for `cast` and `end` besides. */
function queryWords(text: string): readonly string[] {
  const written = text.split(/\s+/).flatMap((part) => {
    const [whole] = wordsOf(part);
    return whole === undefined ? [] : [whole];
  });
  return [...new Set(written)].slice(0, MOST_WORDS);
}
