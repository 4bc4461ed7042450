import type { Dataset } from '../../model/dataset.ts';
import type { Field } from '../../model/field.ts';
import type { FieldType } from '../../model/field-type.ts';
import type { Json } from '../../source/json.ts';
import { type JsonObject, objectOf } from '../../source/json-schema/json-object.ts';

/** What a contract says of a member beside its type, as `x-` members of its schema. */
export interface FieldNote {
  readonly extensions: JsonObject;
  readonly properties: ReadonlyMap<string, FieldNote>;
  /** Of the elements of a list. */
  readonly items?: FieldNote;
}

/** The extensions of a field; `keyPosition` counts from 1, 0 outside the key. */
export interface FieldFacts {
  readonly businessName?: string | undefined;
  readonly unit?: Json | undefined;
  readonly classification?: string | undefined;
  readonly identifier?: string | undefined;
  readonly keyPosition: number;
}

export function extensionsOf(facts: FieldFacts): JsonObject {
  const { businessName, unit, classification, identifier, keyPosition } = facts;
  return {
    ...(businessName === undefined ? {} : { 'x-business-name': businessName }),
    ...(unit === undefined ? {} : { 'x-unit': unit }),
    ...(classification === undefined ? {} : { 'x-classification': classification }),
    ...(identifier === undefined ? {} : { 'x-identifier': identifier }),
    ...(keyPosition === 0 ? {} : { 'x-key-position': keyPosition }),
  };
}

/** The notes of all members of a dataset's records. */
export function notesOfDataset(dataset: Dataset): FieldNote {
  return { extensions: {}, properties: notesOf(dataset.fields, dataset.key, '') };
}

function notesOf(
  fields: readonly Field[],
  key: readonly string[],
  prefix: string,
): ReadonlyMap<string, FieldNote> {
  return new Map(
    fields.map((field) => {
      const path = `${prefix}${field.name}`;
      const { unit } = field;
      const extensions = extensionsOf({
        businessName: field.businessName,
        unit: unit === undefined ? undefined : unitValue({ ...unit }),
        classification: field.classification,
        identifier: field.identifier,
        keyPosition: key.indexOf(path) + 1,
      });
      return [field.name, { extensions, ...innerNotes(field.type, key, `${path}.`) }];
    }),
  );
}

function innerNotes(
  type: FieldType,
  key: readonly string[],
  prefix: string,
): Pick<FieldNote, 'properties' | 'items'> {
  const none = new Map<string, FieldNote>();
  if (type.kind === 'object') return { properties: notesOf(type.fields, key, prefix) };
  if (type.kind === 'union') {
    const branches = type.branches.flatMap(({ fields }) => [...notesOf(fields, key, prefix)]);
    return { properties: new Map(branches) };
  }
  if (type.kind !== 'array') return { properties: none };
  return { properties: none, items: { extensions: {}, ...innerNotes(type.items, key, prefix) } };
}

function unitValue(unit: { readonly [name: string]: string }): Json {
  return Object.keys(unit).length === 1 ? (unit.code ?? '') : objectOf(Object.entries(unit));
}
