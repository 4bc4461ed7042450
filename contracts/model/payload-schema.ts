import type { Json } from '../source/json.ts';

export type { Json };

/**
 * The JSON Schema of a stream's messages: normalised to 2020-12 and bundled, so that every
 * reference points inside `document`. `records` tells whether a message is one record or an array
 * of records (then the items of the root are the record).
 */
export interface PayloadSchema {
  readonly path: string;
  readonly document: Json;
  readonly records: 'one' | 'array';
}
