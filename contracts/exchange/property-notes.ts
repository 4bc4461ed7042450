import { extensionsOf, type FieldNote } from '../generate/jsonschema/field-notes.ts';
import type { Json } from '../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
  objectOf,
} from '../source/json-schema/json-object.ts';
import { textMember } from './property-schema.ts';
import { propertiesOf } from './whole-contract.ts';

/** What ODCS properties say beside types, as notes of a schema. */
export function notesOfProperties(parent: JsonObject): FieldNote {
  return { extensions: {}, ...innerNotes(parent) };
}

function innerNotes(element: JsonObject): Pick<FieldNote, 'properties' | 'items'> {
  const { items } = element;
  return {
    properties: new Map(
      propertiesOf(element).map((property) => [
        textMember(property, 'name') ?? '',
        noteOf(property),
      ]),
    ),
    ...(isJsonObject(items) ? { items: noteOf(items) } : {}),
  };
}

function noteOf(element: JsonObject): FieldNote {
  const position = member(element, 'primaryKeyPosition');
  const isKey = member(element, 'primaryKey') === true;
  const hasPosition = isKey && typeof position === 'number' && position > 0;
  return {
    extensions: {
      ...extensionsOf({
        businessName: textMember(element, 'businessName'),
        unit: customValue(element, 'unit'),
        classification: textMember(element, 'classification'),
        identifier: text(customValue(element, 'identifier')),
        keyPosition: hasPosition ? position : 0,
      }),
      ...(isKey && !hasPosition ? { 'x-key': true } : {}),
    },
    ...innerNotes(element),
  };
}

function customValue(element: JsonObject, property: string): Json | undefined {
  const entries = member(element, 'customProperties');
  const entry = isJsonArray(entries)
    ? entries.find((each) => isJsonObject(each) && each.property === property)
    : undefined;
  return isJsonObject(entry) && entry.value !== null ? entry.value : undefined;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A schema without its notes, and the ODCS properties that the notes were made of. */
export interface NotedSchema {
  readonly schema: Json;
  readonly rest: readonly JsonObject[];
}

export function withoutNotes(schema: Json): NotedSchema {
  const { schema: plain, entry } = stripped(schema);
  const items = entry.items;
  const rest = propertiesOf(isJsonObject(items) && entry.properties === undefined ? items : entry);
  return { schema: plain, rest };
}

/** @returns the schema, and the ODCS element that its notes stand for, without a name */
function stripped(schema: Json): { readonly schema: Json; readonly entry: JsonObject } {
  if (!isJsonObject(schema)) return { schema, entry: {} };
  const rest = new Map<string, JsonObject>();
  let items: JsonObject | undefined;
  const plain = Object.entries(schema).flatMap(
    ([name, value]): readonly (readonly [string, Json])[] => {
      if (name.startsWith('x-')) return [];
      if (name === 'properties' && isJsonObject(value)) {
        const members = Object.entries(value).map(([each, inner]) => {
          const { schema: bare, entry } = stripped(inner);
          if (Object.keys(entry).length > 0) rest.set(each, { name: each, ...entry });
          return [each, bare] as const;
        });
        return [[name, objectOf(members)]];
      }
      if (name === 'items') {
        const inner = stripped(value);
        if (Object.keys(inner.entry).length > 0) items = inner.entry;
        return [[name, inner.schema]];
      }
      if (!['allOf', 'anyOf', 'oneOf'].includes(name) || !isJsonArray(value))
        return [[name, value]];
      const branches = value.map(stripped);
      for (const property of branches.flatMap(({ entry }) => propertiesOf(entry)))
        rest.set(textMember(property, 'name') ?? '', property);
      return [[name, branches.map((branch) => branch.schema)]];
    },
  );
  return {
    schema: objectOf(plain),
    entry: {
      ...entryOf(schema),
      ...(rest.size === 0 ? {} : { properties: [...rest.values()] }),
      ...(items === undefined ? {} : { items }),
    },
  };
}

function entryOf(schema: JsonObject): JsonObject {
  const position = schema['x-key-position'];
  const custom = (['unit', 'identifier'] as const).flatMap((property) => {
    const value = schema[`x-${property}`];
    return value === undefined ? [] : [{ property, value }];
  });
  const { 'x-business-name': businessName, 'x-classification': classification } = schema;
  return {
    ...(typeof businessName === 'string' ? { businessName } : {}),
    ...(position === undefined && schema['x-key'] !== true ? {} : { primaryKey: true }),
    ...(position === undefined ? {} : { primaryKeyPosition: position }),
    ...(typeof classification === 'string' ? { classification } : {}),
    ...(custom.length === 0 ? {} : { customProperties: custom }),
  };
}
