import { type AsyncapiStream, asyncapiDocument } from '../generate/asyncapi/asyncapi-document.ts';
import { payloadOfComponents } from '../generate/asyncapi/component-schemas.ts';
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
import { arrivesOnStream, payloadOfDataset, profileOf } from './whole-contract.ts';

/** A whole contract as AsyncAPI 3.1.0; datasets without a stream have no place in it. */
export function asyncapiOfWhole(whole: JsonObject): JsonObject {
  const purpose = purposeOf(whole);
  const team = member(whole, 'team');
  const owner = isJsonObject(team) ? textMember(team, 'name') : undefined;
  const id = textMember(whole, 'id') ?? '';
  const name = textMember(whole, 'name');
  const objects = member(whole, 'schema');
  return asyncapiDocument({
    id,
    title: name ?? id,
    version: textMember(whole, 'version') ?? '',
    ...(purpose === undefined ? {} : { description: purpose }),
    ...(owner === undefined ? {} : { contact: { name: owner } }),
    tags: listOf(whole, 'tags').filter((tag) => typeof tag === 'string'),
    extension: contractExtension(whole),
    streams: (isJsonArray(objects) ? objects : [])
      .filter(isJsonObject)
      .filter(arrivesOnStream)
      .map(streamOf),
  });
}

function streamOf(object: JsonObject): AsyncapiStream {
  const profile = profileOf(object) ?? {};
  const title = textMember(object, 'businessName');
  const description = textMember(object, 'description');
  const topic = textMember(profile, 'topic');
  return {
    dataset: textMember(object, 'name') ?? '',
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(topic === undefined ? {} : { topic }),
    streamClass: textMember(profile, 'class') ?? 'event',
    profile,
    payload: annotatedSchema(payloadOfDataset(object), notesOfProperties(object)),
  };
}

/**
 * The contract of an AsyncAPI 3 document, ours or another's: each channel of a message with a payload
 * is a dataset. Undefined where it is no such document.
 */
export function contractOfAsyncapi(document: Json): JsonObject | undefined {
  if (!isJsonObject(document)) return undefined;
  const { asyncapi, info } = document;
  if (typeof asyncapi !== 'string' || !asyncapi.startsWith('3.') || !isJsonObject(info))
    return undefined;
  const own = info['x-contract'];
  const isOurs = isJsonObject(own);
  const { contact } = info;
  const owner = isJsonObject(contact) ? textMember(contact, 'name') : undefined;
  const tags = listOf(info, 'tags').flatMap((tag) =>
    isJsonObject(tag) && typeof tag.name === 'string' ? [tag.name] : [],
  );
  const purpose = textMember(info, 'description');
  return contractOfDatasets(
    {
      ...(isOurs
        ? contractHead(own, purpose)
        : { ...contractHead({}, purpose), ...nameOfForeign(document, info) }),
      version: textMember(info, 'version') ?? '1.0.0',
      ...(tags.length === 0 ? {} : { tags }),
      ...(owner === undefined ? {} : { team: { name: owner } }),
    },
    datasetsOf(document, isOurs),
  );
}

function nameOfForeign(document: JsonObject, info: JsonObject): JsonObject {
  const title = textMember(info, 'title') ?? 'contract';
  return { id: textMember(document, 'id') ?? title, name: title };
}

function datasetsOf(document: JsonObject, isOurs: boolean): readonly DatasetSource[] {
  const channels = member(document, 'channels');
  if (!isJsonObject(channels)) return [];
  return Object.entries(channels).flatMap(([key, channel]): readonly DatasetSource[] => {
    if (!isJsonObject(channel)) return [];
    const dataset = textMember(channel, 'x-dataset');
    if (isOurs && dataset === undefined) return [];
    const name = dataset ?? key;
    const payload = payloadOf(document, channel, isOurs ? name : undefined);
    if (payload === undefined) return [];
    const profile = channel['x-tundish'];
    const address = textMember(channel, 'address');
    const businessName = textMember(channel, 'title');
    const description = textMember(channel, 'description');
    return [
      {
        name,
        payload,
        facts: {
          ...(businessName === undefined ? {} : { businessName }),
          ...(description === undefined ? {} : { description }),
          ...(isOurs
            ? {}
            : {
                physicalType: 'topic',
                ...(address === undefined ? {} : { physicalName: address }),
              }),
        },
        ...(isJsonObject(profile) ? { profile } : {}),
      },
    ];
  });
}

function payloadOf(
  document: JsonObject,
  channel: JsonObject,
  dataset: string | undefined,
): Json | undefined {
  const messages = member(channel, 'messages');
  const [first] = isJsonObject(messages) ? Object.values(messages) : [];
  const message = resolved(document, first);
  if (!isJsonObject(message)) return undefined;
  const components = member(document, 'components');
  const schemas = isJsonObject(components) ? member(components, 'schemas') : undefined;
  const known = isJsonObject(schemas) ? schemas : {};
  const { payload } = message;
  if (!isJsonObject(payload)) return undefined;
  if (typeof payload.schemaFormat === 'string') {
    // Avro, Protobuf and other languages are no JSON Schema.
    if (!/json|asyncapi/.test(payload.schemaFormat)) return undefined;
    const schema = payload.schema;
    return isJsonObject(schema) ? without(without(schema, '$schema'), '$id') : undefined;
  }
  if (dataset !== undefined) return payloadOfComponents(dataset, known);
  return bundled(payload, known);
}

function resolved(document: JsonObject, value: Json | undefined): Json | undefined {
  if (!isJsonObject(value) || typeof value.$ref !== 'string') return value;
  const tokens = value.$ref.startsWith('#/') ? value.$ref.slice(2).split('/') : [];
  let found: Json | undefined = tokens.length === 0 ? undefined : document;
  for (const token of tokens) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    found = isJsonObject(found) ? member(found, name) : undefined;
  }
  return isJsonObject(found) && typeof found.$ref === 'string' ? undefined : found;
}

const components = '#/components/schemas/';

/** A payload with the components that it leads to as definitions of its own. */
function bundled(payload: JsonObject, schemas: JsonObject): Json {
  const needed = new Map<string, Json>();
  const visit = (value: Json): Json => {
    if (isJsonArray(value)) return value.map(visit);
    if (!isJsonObject(value)) return value;
    return objectOf(
      Object.entries(value).map(([name, inner]) => {
        if (name !== '$ref' || typeof inner !== 'string' || !inner.startsWith(components))
          return [name, visit(inner)] as const;
        const target = inner.slice(components.length).split('/')[0] ?? '';
        const schema = member(schemas, target);
        if (schema !== undefined && !needed.has(target)) {
          needed.set(target, true);
          needed.set(target, visit(schema));
        }
        return [name, `#/$defs/${inner.slice(components.length)}`] as const;
      }),
    );
  };
  const root = visit(payload);
  return isJsonObject(root) && needed.size > 0 ? { ...root, $defs: objectOf(needed) } : root;
}

function listOf(parent: JsonObject, name: string): readonly Json[] {
  const list = member(parent, name);
  return isJsonArray(list) ? list : [];
}
