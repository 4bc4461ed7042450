import { annotatedSchema } from '../generate/jsonschema/annotated-schema.ts';
import type { Json } from '../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
  objectOf,
} from '../source/json-schema/json-object.ts';
import { contractExtension, contractHead, purposeOf } from './contract-head.ts';
import { contractOfDatasets, type DatasetSource } from './contract-of-datasets.ts';
import { notesOfProperties } from './property-notes.ts';
import { textMember, without } from './property-schema.ts';
import { payloadOfDataset, profileOf } from './whole-contract.ts';

const draft = 'https://json-schema.org/draft/2020-12/schema';

/**
 * A whole contract as one JSON Schema document: a definition per dataset, that of its messages where
 * it arrives on a stream, and those of the rows of views that are handed in. Each definition has an
 * `$id`, so that its own references lead into itself.
 */
export function jsonSchemaOfWhole(
  whole: JsonObject,
  rows: ReadonlyMap<string, JsonObject> = new Map(),
): JsonObject {
  const id = textMember(whole, 'id') ?? '';
  const version = textMember(whole, 'version') ?? '';
  const name = textMember(whole, 'name');
  const purpose = purposeOf(whole);
  const objects = member(whole, 'schema');
  const base = `urn:contract:${encodeURIComponent(id)}:${encodeURIComponent(version)}`;
  const datasets = (isJsonArray(objects) ? objects : []).filter(isJsonObject);
  return {
    $schema: draft,
    $id: base,
    title: name ?? id,
    ...(purpose === undefined ? {} : { description: purpose }),
    'x-contract': { id, version, ...contractExtension(whole) },
    $defs: objectOf([
      ...datasets.map((object, index) => {
        const dataset = textMember(object, 'name') ?? String(index + 1);
        return [dataset, definitionOf(object, `${base}:${encodeURIComponent(dataset)}`)] as const;
      }),
      ...[...rows].map(
        ([view, row]) =>
          [view, { $id: `${base}:row:${encodeURIComponent(view)}`, ...row }] as const,
      ),
    ]),
  };
}

function definitionOf(object: JsonObject, id: string): JsonObject {
  const payload = annotatedSchema(payloadOfDataset(object), notesOfProperties(object));
  const { $schema: _schema, $id: _id, ...schema } = isJsonObject(payload) ? payload : {};
  const profile = profileOf(object);
  const facts = ['description', 'businessName', 'physicalName', 'physicalType'].flatMap((each) => {
    const value = textMember(object, each);
    return value === undefined ? [] : [[each, value] as const];
  });
  return {
    $id: id,
    'x-dataset': {
      ...Object.fromEntries(facts),
      ...(profile === undefined ? {} : { tundish: profile }),
    },
    ...schema,
  };
}

/**
 * The contract of such a document; any other JSON Schema is a contract of one stream, named by its
 * title. Undefined where it is no schema of records.
 */
export function contractOfJsonSchema(document: Json): JsonObject | undefined {
  if (!isJsonObject(document)) return undefined;
  const own = document['x-contract'];
  if (!isJsonObject(own)) return contractOfForeign(document);
  const purpose = textMember(document, 'description');
  const definitions = member(document, '$defs');
  const datasets = isJsonObject(definitions) ? Object.entries(definitions) : [];
  return contractOfDatasets(
    contractHead(own, purpose),
    datasets.flatMap(([name, schema]) => (isJsonObject(schema) ? datasetOf(name, schema) : [])),
  );
}

function datasetOf(name: string, schema: JsonObject): readonly DatasetSource[] {
  const { 'x-dataset': facts, $id: _id, ...payload } = schema;
  if (!isJsonObject(facts)) return [];
  const { tundish, ...rest } = facts;
  return [
    {
      name,
      payload,
      facts: rest,
      ...(isJsonObject(tundish) ? { profile: tundish } : {}),
    },
  ];
}

function contractOfForeign(document: JsonObject): JsonObject | undefined {
  const isRecord =
    isJsonObject(document.properties) ||
    ['items', 'allOf', 'oneOf', 'anyOf', '$ref'].some((name) => document[name] !== undefined);
  if (!isRecord) return undefined;
  const file = /([^/]+?)(\.v\d+)?(\.schema)?(\.json)?$/.exec(
    textMember(document, '$id') ?? '',
  )?.[1];
  const title = textMember(document, 'title') ?? file ?? 'message';
  const description = textMember(document, 'description');
  return contractOfDatasets({ id: file ?? title, name: title, version: '1.0.0' }, [
    {
      name: file ?? title,
      payload: without(without(document, '$schema'), '$id'),
      facts: {
        physicalType: 'topic',
        ...(description === undefined ? {} : { description }),
      },
    },
  ]);
}
