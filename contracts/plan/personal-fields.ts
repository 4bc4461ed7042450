import type { Field } from '../model/field.ts';
import type { FieldType } from '../model/field-type.ts';
import type { PersonalMember } from './plan.ts';

/** Stands for every element of an array in the path of a personal member. */
export const EVERY_ELEMENT = '*';

/**
 * The members of a record that are treated before anything durable holds them, in field order. What
 * stands inside a treated member is not named again: the treatment takes it whole.
 */
export function personalMembers(fields: readonly Field[]): readonly PersonalMember[] {
  const found = new Map<string, PersonalMember>();
  for (const member of fields.flatMap((field) => membersOf(field, []))) {
    // Branches of a union may share a member; the strictest reading of two is the first one's.
    const key = JSON.stringify(member.path);
    if (!found.has(key)) found.set(key, member);
  }
  return [...found.values()];
}

/**
 * The fields of a record as the stores get it: without dropped members, and with text in the place
 * of pseudonymised and encrypted ones, whatever they were.
 */
export function treatedFields(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap((field) => {
    if (field.treatment === 'drop') return [];
    if (field.treatment === undefined) return [{ ...field, type: treatedType(field.type) }];
    const { unit: _, ...rest } = field;
    return [{ ...rest, type: { kind: 'string' } } satisfies Field];
  });
}

function membersOf(field: Field, around: readonly string[]): readonly PersonalMember[] {
  const path = [...around, field.name];
  const { treatment } = field;
  return treatment === undefined ? membersIn(field.type, path) : [{ path, treatment }];
}

function membersIn(type: FieldType, path: readonly string[]): readonly PersonalMember[] {
  switch (type.kind) {
    case 'object':
      return type.fields.flatMap((field) => membersOf(field, path));
    case 'union':
      return type.branches.flatMap(({ fields }) =>
        fields.flatMap((field) => membersOf(field, path)),
      );
    case 'array':
      return membersIn(type.items, [...path, EVERY_ELEMENT]);
    default:
      return [];
  }
}

function treatedType(type: FieldType): FieldType {
  switch (type.kind) {
    case 'object':
      return { ...type, fields: treatedFields(type.fields) };
    case 'union':
      return {
        ...type,
        branches: type.branches.map((branch) => ({
          ...branch,
          fields: treatedFields(branch.fields),
        })),
      };
    case 'array':
      return { ...type, items: treatedType(type.items) };
    default:
      return type;
  }
}
