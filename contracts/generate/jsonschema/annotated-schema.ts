import type { Json } from '../../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  objectOf,
} from '../../source/json-schema/json-object.ts';
import type { FieldNote } from './field-notes.ts';

/**
 * A payload schema with what the contract says of its members. A member that is described by a
 * reference carries its note beside the reference; below one, notes are left out, since others may
 * refer to the same place with another unit.
 */
export function annotatedSchema(schema: Json, note: FieldNote): Json {
  if (!isJsonObject(schema)) return schema;
  const root =
    schema.type === 'array' && note.items === undefined ? { ...none, items: note } : note;
  return annotated(schema, root);
}

const none: FieldNote = { extensions: {}, properties: new Map() };

function annotated(schema: JsonObject, note: FieldNote): JsonObject {
  const { properties, items } = schema;
  const extensions = Object.entries(note.extensions).filter(
    ([name, value]) => !(name === 'x-business-name' && value === schema.title),
  );
  const inner: JsonObject = {
    ...(isJsonObject(properties) ? { properties: annotatedMembers(properties, note) } : {}),
    ...(isJsonObject(items) && note.items !== undefined
      ? { items: annotated(items, note.items) }
      : {}),
    ...Object.fromEntries(
      (['allOf', 'anyOf', 'oneOf'] as const).flatMap((keyword) => {
        const branches = schema[keyword];
        if (!isJsonArray(branches)) return [];
        const members = { ...note, extensions: {} };
        return [
          [keyword, branches.map((each) => (isJsonObject(each) ? annotated(each, members) : each))],
        ];
      }),
    ),
  };
  return { ...schema, ...inner, ...Object.fromEntries(extensions) };
}

function annotatedMembers(members: JsonObject, note: FieldNote): JsonObject {
  return objectOf(
    Object.entries(members).map(([name, member]) => {
      const inner = note.properties.get(name);
      return [
        name,
        inner === undefined || !isJsonObject(member) ? member : annotated(member, inner),
      ] as const;
    }),
  );
}
