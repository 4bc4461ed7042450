import type { Place } from '../finding.ts';
import type { Json } from './json.ts';

/** A value with the range of its text, in UTF-16 code units from the start of the file. */
export type SourceNode = ScalarNode | ArrayNode | ObjectNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: null | boolean | number | string;
  /** The digits as written, for numbers. */
  readonly numberText?: string;
  readonly start: number;
  readonly end: number;
}

export interface ArrayNode {
  readonly kind: 'array';
  readonly items: readonly SourceNode[];
  readonly start: number;
  readonly end: number;
}

export interface ObjectNode {
  readonly kind: 'object';
  /** By name, in the order of the file. */
  readonly members: ReadonlyMap<string, Member>;
  readonly start: number;
  readonly end: number;
}

/** A name and its value in an object. */
export interface Member {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly node: SourceNode;
}

/** One YAML or JSON file of the repository, as a value and as text ranges. */
export interface SourceDocument {
  /** Relative to the repository. */
  readonly path: string;
  /** Plain data without `__proto__`, `constructor` and `prototype` keys. */
  readonly value: Json;
  readonly root: SourceNode;
  /** The value's place by JSON pointer; of its nearest existing ancestor where it does not exist. */
  placeOf(pointer: string): Place;
  /** The key's place; for array items and the root, the value's. */
  keyPlaceOf(pointer: string): Place;
  /** The digits of a number as they are written, or undefined where there is no number. */
  numberTextOf(pointer: string): string | undefined;
}
