import type { Field } from '../../model/field.ts';
import type { FieldType } from '../../model/field-type.ts';
import { editDistance } from '../../source/edit-distance.ts';
import { isSameData } from './same-meaning.ts';

/** A field with the names that lead to it. */
export interface FieldAt {
  readonly path: string;
  readonly field: Field;
}

export interface Renaming {
  readonly before: FieldAt;
  readonly after: FieldAt;
}

/**
 * Which of the fields that went came back under another name: a pair that agrees in type, limits,
 * unit and kind of identifier, where neither agrees with any other. Two bare types agree with half
 * of all fields, so there the names must be alike too.
 */
export function renamings(
  removed: readonly FieldAt[],
  added: readonly FieldAt[],
): readonly Renaming[] {
  const found: Renaming[] = [];
  for (const before of removed) {
    const fitting = added.filter((after) => agrees(before.field, after.field));
    const [after] = fitting;
    if (after === undefined || fitting.length > 1) continue;
    const rivals = removed.filter((other) => agrees(other.field, after.field));
    if (rivals.length > 1) continue;
    const isTold = isTelling(before.field) || isAlike(before.field.name, after.field.name);
    if (isTold) found.push({ before, after });
  }
  return found;
}

/** Which of them are still called the same and stand elsewhere in the record. */
export function moves(removed: readonly FieldAt[], added: readonly FieldAt[]): readonly Renaming[] {
  return removed.flatMap((before) => {
    const fits = ({ field }: FieldAt) =>
      field.name === before.field.name && agrees(before.field, field);
    const fitting = added.filter(fits);
    const rivals = removed.filter(fits);
    const [after] = fitting;
    return after !== undefined && fitting.length === 1 && rivals.length === 1
      ? [{ before, after }]
      : [];
  });
}

function agrees(a: Field, b: Field): boolean {
  return (
    isSameData(a.unit, b.unit) &&
    a.identifier === b.identifier &&
    isSameData(bareType(a.type), bareType(b.type))
  );
}

/** A type without words, places and what may be absent. */
function bareType(type: FieldType): unknown {
  switch (type.kind) {
    case 'object':
      return { kind: type.kind, fields: type.fields.map(bareField) };
    case 'array':
      return { kind: type.kind, items: bareType(type.items) };
    case 'union':
      return {
        ...type,
        branches: type.branches.map(({ value, fields }) => ({
          value,
          fields: fields.map(bareField),
        })),
      };
    default:
      return type;
  }
}

function bareField({ name, type, unit }: Field): unknown {
  return { name, unit, type: bareType(type) };
}

/** More is known of it than a bare text, number or truth value. */
function isTelling({ type, unit, identifier }: Field): boolean {
  if (unit !== undefined || identifier !== undefined) return true;
  const limits = Object.keys(type).filter((name) => name !== 'kind');
  const isStructure = ['object', 'union', 'array'].includes(type.kind);
  return isStructure || (type.kind !== 'json' && limits.length > 0);
}

function isAlike(a: string, b: string): boolean {
  const words = new Set(a.split('_').filter((word) => word.length > 2));
  if (b.split('_').some((word) => words.has(word))) return true;
  const limit = Math.floor(Math.max(a.length, b.length) / 3);
  return editDistance(a, b, limit) <= limit;
}
