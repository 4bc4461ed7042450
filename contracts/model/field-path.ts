import { didYouMean, nearest } from '../source/suggestion.ts';
import type { Field } from './field.ts';

export type FoundField =
  | { readonly field: Field; readonly problem?: never }
  | { readonly field?: never; readonly problem: string; readonly hint?: string };

/**
 * Follows a dotted path (`chemistry.c`) through nested objects. It does not enter arrays and unions:
 * what is asked by path is one value of a record.
 */
export function fieldAt(fields: readonly Field[], path: string): FoundField {
  let among = fields;
  const names = path.split('.');
  for (const [index, name] of names.entries()) {
    const field = among.find((each) => each.name === name);
    if (field === undefined) {
      const known = among.map((each) => each.name);
      const near = nearest(name, known);
      const meant = names.with(index, near ?? name).join('.');
      const hint = near === undefined ? didYouMean(name, known) : `did you mean '${meant}'?`;
      const where = index === 0 ? 'the record' : `'${names.slice(0, index).join('.')}'`;
      return { problem: `names no member of ${where}`, ...(hint === undefined ? {} : { hint }) };
    }
    if (index === names.length - 1) return { field };
    if (field.type.kind !== 'object') {
      const what = field.type.kind === 'array' ? 'an array' : `of type ${field.type.kind}`;
      return { problem: `goes into '${names.slice(0, index + 1).join('.')}', which is ${what}` };
    }
    among = field.type.fields;
  }
  return { problem: 'is empty' };
}

/** A field, and the path of the array of objects that the way to it led through. */
export type FoundBelow =
  | { readonly field: Field; readonly array?: string; readonly problem?: never }
  | { readonly field?: never; readonly problem: string; readonly hint?: string };

/** As `fieldAt`, but the path may lead through one array of objects (`heats.heat_id`). */
export function fieldThroughArray(fields: readonly Field[], path: string): FoundBelow {
  const names = path.split('.');
  for (let count = 1; count < names.length; count += 1) {
    const array = names.slice(0, count).join('.');
    const { field } = fieldAt(fields, array);
    if (field?.type.kind !== 'array') continue;
    if (field.type.items.kind !== 'object') {
      return { problem: `goes into '${array}', whose items have no members` };
    }
    const found = fieldAt(field.type.items.fields, names.slice(count).join('.'));
    if (found.field !== undefined) return { field: found.field, array };
    const problem = found.problem.replace('the record', `an item of '${array}'`);
    return { ...found, problem };
  }
  return fieldAt(fields, path);
}

const composite = new Set(['object', 'array', 'union', 'json']);

/** True for fields with one column. */
export function isScalar(field: Field): boolean {
  return !composite.has(field.type.kind);
}
