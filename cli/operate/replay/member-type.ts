import type { Field } from '../../../contracts/model/field.ts';
import type { FieldType } from '../../../contracts/model/field-type.ts';

/** The field at a dotted path of members; of a union, whichever branch has it. */
export function fieldAt(fields: readonly Field[], path: readonly string[]): Field | undefined {
  const [name, ...rest] = path;
  const field = fields.find((candidate) => candidate.name === name);
  if (field === undefined || rest.length === 0) return field;
  return fieldAt(membersOf(field.type), rest);
}

/** Dotted paths of all members that hold a value, objects opened. */
export function memberPaths(fields: readonly Field[], above = ''): readonly string[] {
  return fields.flatMap(({ name, type }) => {
    const path = `${above}${name}`;
    const members = membersOf(type);
    return members.length === 0 ? [path] : memberPaths(members, `${path}.`);
  });
}

/** Of an object, or of any branch of a union. */
export function membersOf(type: FieldType): readonly Field[] {
  if (type.kind === 'object') return type.fields;
  if (type.kind === 'union') return type.branches.flatMap(({ fields }) => fields);
  return [];
}
