import type { Json } from '../../source/json.ts';

export function closed(document: Json): Json {
  return document;
}
