import type { FieldType } from '../../model/field-type.ts';
import type { Direction } from './change-fact.ts';

/** Types whose every value is one of the other as well. */
const within: Readonly<Record<string, readonly string[]>> = {
  integer: ['number'],
  timestamp: ['string'],
  'local-timestamp': ['string'],
  date: ['string'],
  time: ['string'],
};

/** How another kind of value compares: what fits before and now. */
export function kindChange(before: FieldType, after: FieldType): Direction {
  if (within[before.kind]?.includes(after.kind) || isAnything(after)) return 'loosened';
  if (within[after.kind]?.includes(before.kind) || isAnything(before)) return 'tightened';
  return 'changed';
}

function isAnything(type: FieldType): boolean {
  return type.kind === 'json' && type.reason === 'untyped';
}

/** True where the tables have another shape: rows of their own, or other columns, for one value. */
export function changesShape(before: FieldType, after: FieldType): boolean {
  return shapeOf(before) !== shapeOf(after);
}

function shapeOf(type: FieldType): string {
  if (type.kind === 'array') return isRecord(type.items) ? 'child table' : 'array column';
  return isRecord(type) ? 'columns' : 'column';
}

function isRecord({ kind }: FieldType): boolean {
  return kind === 'object' || kind === 'union';
}
