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
  /** Arrives on a stream, is computed by a transform, or is a set of files. */
  readonly source: StreamSource | TransformSource | FilesSource;
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
  /** Of a model's or a simulation's results: which members say where a record comes from. */
  readonly result?: ModelResult;
  /** What its records say about which identifier came out of which. */
  readonly derives: readonly Derivation[];
  /** Files that its records point at. */
  readonly files: readonly FileReference[];
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

/** A set of files that lies somewhere; its manifest is what the contract knows of it. */
export interface FilesSource {
  readonly kind: 'files';
  /** Folder relative to the contract, or the name of a place outside the repository. */
  readonly folder: string;
  readonly manifest: string;
  /** One row per file: a cell per field of the dataset, in field order; null where empty. */
  readonly entries: readonly (readonly (string | null)[])[];
  /** Where each entry stands. */
  readonly places: readonly Place[];
  /** What lies in the folder, by path below it; undefined where the folder lies elsewhere. */
  readonly stored?: readonly StoredFile[];
}

/** A file of a set that lies in the repository. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** Paths of the members of a result that say how it came about. A rerun is a revision. */
export interface ModelResult {
  readonly model: string;
  readonly modelVersion: string;
  readonly run: string;
  /** The window of input data that the run read. */
  readonly inputFrom: string;
  readonly inputUntil: string;
}

/**
 * One relation between identifiers: the child came out of the parent. Paths may lead through one
 * array of objects, all of one derivation through the same (a slab may mix two heats).
 */
export interface Derivation {
  readonly parent: string;
  /** What kind of identifier it is (`heat`), from the field's `identifier`. */
  readonly parentKind: string;
  readonly child: string;
  readonly childKind: string;
  /** How much of the child the parent makes, 0 to 1. */
  readonly share?: string;
  /** Where in the parent the child lay, in the field's unit. */
  readonly position?: string;
}

/** Members of a record that point at a file: an image, a video, a spectrum. */
export interface FileReference {
  readonly uri: string;
  /** SHA-256, hex: what tells that the file is the one that was meant. */
  readonly sha256: string;
  readonly bytes?: string;
  readonly mediaType?: string;
}
