import type { Place } from '../finding.ts';
import type { Field } from './field.ts';
import type { PayloadSchema } from './payload-schema.ts';
import type { QualityRule } from './quality-rule.ts';
import type { Stream } from './stream.ts';
import type { Tag } from './tag.ts';
import type { Transform } from './transform.ts';
import type { Variants } from './variants.ts';

export type Change = 'append' | 'revise';

export type CompatibilityMode =
  | 'NONE'
  | 'BACKWARD'
  | 'FORWARD'
  | 'FULL'
  | 'BACKWARD_TRANSITIVE'
  | 'FORWARD_TRANSITIVE'
  | 'FULL_TRANSITIVE';

/** One schema object of a contract: it becomes tables and versioned views. */
export interface Dataset {
  /** snake_case name in the ODCS file. */
  readonly name: string;
  readonly description?: string;
  /** Arrives on a stream, or is computed by a transform: exactly one of the two. */
  readonly source: StreamSource | TransformSource;
  /** The record's fields, in the payload schema's (or the ODCS file's) order. */
  readonly fields: readonly Field[];
  /** Present where a record is one of several kinds, told apart by one field. */
  readonly variants?: Variants;
  /** Paths of the business key in key order; empty where a record is its own identity. */
  readonly key: readonly string[];
  readonly change: Change;
  /** For `revise`: path of a field that orders revisions before the event time does. */
  readonly revision?: string;
  /** For `revise`: a newest revision with this value hides its key from the views. */
  readonly cancelled?: { readonly field: string; readonly equals: string };
  readonly compatibility: CompatibilityMode;
  readonly drift: 'quarantine';
  readonly quality: readonly QualityRule[];
  readonly place: Place;
}

export interface StreamSource {
  readonly kind: 'stream';
  readonly stream: Stream;
  readonly payload: PayloadSchema;
  /** Newest row per tag last; empty for event streams and sensor streams without a register. */
  readonly tags: readonly Tag[];
}

export interface TransformSource {
  readonly kind: 'transform';
  readonly transform: Transform;
}
