import type { Json } from '../json.ts';
import { isJsonObject, member } from './json-object.ts';

export type Draft = 'draft-04' | 'draft-06' | 'draft-07' | '2019-09' | '2020-12';

const ORDER: readonly Draft[] = ['draft-04', 'draft-06', 'draft-07', '2019-09', '2020-12'];

const URIS: ReadonlyMap<string, Draft> = new Map([
  ['json-schema.org/draft-04/schema', 'draft-04'],
  ['json-schema.org/schema', '2020-12'],
  ['json-schema.org/draft-06/schema', 'draft-06'],
  ['json-schema.org/draft-07/schema', 'draft-07'],
  ['json-schema.org/draft/2019-09/schema', '2019-09'],
  ['json-schema.org/draft/2020-12/schema', '2020-12'],
]);

export const LATEST_DRAFT_URI = 'https://json-schema.org/draft/2020-12/schema';

export function isBefore(draft: Draft, other: Draft): boolean {
  return ORDER.indexOf(draft) < ORDER.indexOf(other);
}

/** The draft that `$schema` names; undefined without a `$schema` or for one of somebody's own. */
export function draftOf(document: Json): Draft | undefined {
  if (!isJsonObject(document)) return undefined;
  const uri = member(document, '$schema');
  if (typeof uri !== 'string') return undefined;
  return URIS.get(uri.replace(/^https?:\/\//, '').replace(/#$/, ''));
}
