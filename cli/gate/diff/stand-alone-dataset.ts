import { payloadOfDataset } from '../../../contracts/exchange/whole-contract.ts';
import {
  describedBy,
  type Property,
  propertiesOf,
} from '../../../contracts/model/bind-properties.ts';
import { bindQuality } from '../../../contracts/model/bind-quality.ts';
import type { Dataset } from '../../../contracts/model/dataset.ts';
import type { Field } from '../../../contracts/model/field.ts';
import type { FieldType } from '../../../contracts/model/field-type.ts';
import { bindProperties } from '../../../contracts/model/logical-type.ts';
import { booleanOf, textOf } from '../../../contracts/model/read-node.ts';
import type { Json } from '../../../contracts/source/json.ts';
import { isJsonObject } from '../../../contracts/source/json-schema/json-object.ts';
import {
  jsonOf,
  keyPlaceOf,
  memberNode,
  type NodeAt,
  placeOf,
  plainText,
} from '../../../contracts/source/node-at.ts';

/**
 * A dataset that an ODCS file of any origin describes, as far as a comparison needs it: what stands
 * in its properties, nested ones included. It tells of no mode and nothing of who writes it, so it is
 * taken for a stream whose records are promised in both directions.
 */
export function standAloneDataset(at: NodeAt): Dataset | undefined {
  const name = textOf(at, 'name', []);
  if (name === undefined) return undefined;
  const { key, quality } = bindProperties(at, []);
  const description = textOf(at, 'description', []);
  const place = placeOf(memberNode(at, 'name') ?? at);
  return {
    name,
    ...(description === undefined ? {} : { description }),
    source: {
      kind: 'stream',
      stream: { class: 'event', id: `alone.${name}`, topic: '', eventKey: 'payload', place },
      payload: { path: '', document: payloadOf(at), records: 'one' },
      tags: [],
    },
    fields: fieldsOf(at, new Set(key)),
    key,
    change: 'append',
    compatibility: 'FULL',
    drift: 'quarantine',
    derives: [],
    files: [],
    quality: [...bindQuality(at, undefined, []), ...quality],
    place,
  };
}

/** The JSON Schema of its records. */
function payloadOf(at: NodeAt): Json {
  const object = jsonOf(at);
  return isJsonObject(object) ? payloadOfDataset(object) : {};
}

/** All properties: also those whose names or types our own contracts could not have. */
function fieldsOf(parent: NodeAt, key: ReadonlySet<string> = new Set()): readonly Field[] {
  const bound = new Map(bindProperties(parent, []).fields.map((field) => [field.name, field]));
  return propertiesOf(parent, '', false, []).map((property) => {
    const field = bound.get(property.name) ?? untyped(property, key);
    const type = nestedType(property.at) ?? field.type;
    // `required` is all that ODCS knows: absent and null are one there.
    return { ...field, type, nullable: false };
  });
}

function untyped(property: Property, key: ReadonlySet<string>): Field {
  const { at, name } = property;
  const required = booleanOf(at, 'required', []) === true || key.has(name);
  return {
    name,
    type: typeByWord(plainText(memberNode(at, 'logicalType'))),
    required,
    nullable: !required,
    ...describedBy(property, []),
    place: keyPlaceOf(memberNode(at, 'name') ?? at),
  };
}

function typeByWord(word: string | undefined): FieldType {
  switch (word) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
    case 'date':
    case 'time':
    case 'timestamp':
      return { kind: word };
    default:
      return { kind: 'json', reason: 'untyped' };
  }
}

function nestedType(at: NodeAt): FieldType | undefined {
  if (memberNode(at, 'properties') !== undefined) return { kind: 'object', fields: fieldsOf(at) };
  const items = memberNode(at, 'items');
  const inner = items === undefined ? undefined : nestedType(items);
  return inner === undefined ? undefined : { kind: 'array', items: inner };
}
