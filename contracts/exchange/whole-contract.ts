import type { Json } from '../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../source/json-schema/json-object.ts';
import { canonicalContract } from './canonical.ts';
import { sameJson } from './differences.ts';
import { patchedSchema } from './patched-schema.ts';
import { splitProperties, textMember, without } from './property-schema.ts';
import { type PropertyStyle, propertiesOfSchema } from './schema-property.ts';

/** The entry of a schema object that carries a payload schema which ODCS has no words for. */
const payloadEntry = 'payloadSchema';

/**
 * A contract as one ODCS document: where a payload schema decides over a dataset's fields, they are
 * written out, and where ODCS cannot say all that the schema says, the schema is carried along. What
 * every other format is made of, and what it is compared with.
 * @param payloadOf the payload schema of a dataset by name, bundled
 */
export function wholeContract(
  contract: JsonObject,
  payloadOf: (dataset: string) => Json | undefined,
): JsonObject {
  const objects = member(contract, 'schema');
  if (!isJsonArray(objects)) return contract;
  const style = styleOf(contract);
  return {
    ...contract,
    schema: objects.map((object) => {
      if (!isJsonObject(object)) return object;
      const payload = payloadOf(textMember(object, 'name') ?? '');
      return payload === undefined ? object : wholeDataset(object, payload, style);
    }),
  };
}

function wholeDataset(object: JsonObject, payload: Json, style: PropertyStyle): JsonObject {
  const properties = wholeProperties(payload, propertiesOf(object), style);
  const whole = { ...object, properties };
  const isSaid = sameJson(splitProperties(properties).schema, withoutNames(payload));
  return isSaid ? whole : carrying(whole, payload);
}

/** What identifies a schema document says nothing about its messages. */
function withoutNames(payload: Json): Json {
  if (!isJsonObject(payload)) return payload;
  const { $schema: _schema, $id: _id, ...rest } = payload;
  return rest;
}

/** A contract as its team writes it: structure in payload schemas, everything else in ODCS. */
export interface WrittenContract {
  readonly contract: JsonObject;
  /** Payload schema by dataset. */
  readonly payloads: ReadonlyMap<string, Json>;
}

/**
 * Takes a whole contract apart. A payload schema that is carried along is taken where it agrees with
 * the properties; else the properties count, since they are what a person edits.
 */
export function writtenContract(whole: JsonObject): WrittenContract {
  const payloads = new Map<string, Json>();
  const objects = member(whole, 'schema');
  if (!isJsonArray(objects)) return { contract: whole, payloads };
  const style = styleOf(whole);
  const schema = objects.map((object) => {
    if (!isJsonObject(object) || !arrivesOnStream(object)) return object;
    const name = textMember(object, 'name') ?? '';
    const { carried, rest } = carriedPayload(object);
    const properties = propertiesOf(object);
    const split = splitProperties(properties);
    payloads.set(name, keptPayload(carried, properties, split, style) ?? split.schema);
    return { ...without(rest, 'properties'), ...optionalList('properties', split.rest) };
  });
  return { contract: { ...whole, schema }, payloads };
}

/** The carried schema as far as the properties agree with it; undefined where nothing can be kept. */
function keptPayload(
  carried: Json | undefined,
  properties: readonly JsonObject[],
  { rest }: { readonly rest: readonly JsonObject[] },
  style: PropertyStyle,
): Json | undefined {
  if (carried === undefined) return undefined;
  const before = wholeProperties(carried, rest, style);
  const wanted = canonicalContract([...properties]);
  if (sameJson(canonicalContract([...before]), wanted)) return carried;
  const patched = patchedSchema(carried, before, properties);
  if (patched === undefined) return undefined;
  const said = canonicalContract([...wholeProperties(patched, rest, style)]);
  return sameJson(said, wanted) ? patched : undefined;
}

/**
 * The contract with payload schemas that stand already, for datasets that carry none: a document
 * that lists fields only then changes no more of a schema than it has to.
 */
export function withPayloads(
  whole: JsonObject,
  payloadOf: (dataset: string) => Json | undefined,
): JsonObject {
  const objects = member(whole, 'schema');
  if (!isJsonArray(objects)) return whole;
  return {
    ...whole,
    schema: objects.map((object) => {
      if (!isJsonObject(object) || carriedPayload(object).carried !== undefined) return object;
      const payload = payloadOf(textMember(object, 'name') ?? '');
      return payload === undefined ? object : carrying(object, payload);
    }),
  };
}

function carrying(object: JsonObject, payload: Json): JsonObject {
  const custom = member(object, 'customProperties');
  const entry = { property: payloadEntry, value: withoutNames(payload) };
  return { ...object, customProperties: [...(isJsonArray(custom) ? custom : []), entry] };
}

function carriedPayload(object: JsonObject): {
  readonly carried: Json | undefined;
  readonly rest: JsonObject;
} {
  const custom = member(object, 'customProperties');
  if (!isJsonArray(custom)) return { carried: undefined, rest: object };
  const entry = custom.find((each) => isJsonObject(each) && each.property === payloadEntry);
  const others = custom.filter((each) => each !== entry);
  return {
    carried: isJsonObject(entry) ? entry.value : undefined,
    rest: { ...without(object, 'customProperties'), ...optionalList('customProperties', others) },
  };
}

/** The payload schema that a schema object of a whole contract stands for. */
export function payloadOfDataset(object: JsonObject): Json {
  return carriedPayload(object).carried ?? splitProperties(propertiesOf(object)).schema;
}

/** The `tundish` entry of a schema object. */
export function profileOf(object: JsonObject): JsonObject | undefined {
  const custom = member(object, 'customProperties');
  const entry = isJsonArray(custom)
    ? custom.find((each) => isJsonObject(each) && each.property === 'tundish')
    : undefined;
  return isJsonObject(entry) && isJsonObject(entry.value) ? entry.value : undefined;
}

export function arrivesOnStream(object: JsonObject): boolean {
  const streamClass = profileOf(object)?.class;
  return streamClass === 'event' || streamClass === 'sensor';
}

function wholeProperties(
  payload: Json,
  rest: readonly JsonObject[],
  style: PropertyStyle,
): readonly JsonObject[] {
  return laidOver(propertiesOfSchema(payload, style), rest);
}

/** What ODCS says of fields over what the schema says; what the schema does not know comes last. */
function laidOver(
  fields: readonly JsonObject[],
  over: readonly JsonObject[],
): readonly JsonObject[] {
  const named = new Map(over.map((each) => [textMember(each, 'name'), each]));
  const known = new Set(fields.map((each) => textMember(each, 'name')));
  return [
    ...fields.map((field) => both(field, named.get(textMember(field, 'name')))),
    ...over.filter((each) => !known.has(textMember(each, 'name'))),
  ];
}

function both(field: JsonObject, over: JsonObject | undefined): JsonObject {
  if (over === undefined) return field;
  const { properties, items, quality } = over;
  const rules = [field.quality, quality].filter(isJsonArray).flat();
  const inner = laidOver(
    propertiesOf(field),
    isJsonArray(properties) ? properties.filter(isJsonObject) : [],
  );
  const element = isJsonObject(field.items)
    ? both(field.items, isJsonObject(items) ? items : undefined)
    : items;
  return {
    ...field,
    ...over,
    ...optionalList('quality', rules),
    ...optionalList('properties', inner),
    ...(element === undefined ? {} : { items: element }),
  };
}

export function propertiesOf(element: JsonObject): readonly JsonObject[] {
  const properties = member(element, 'properties');
  return isJsonArray(properties) ? properties.filter(isJsonObject) : [];
}

function optionalList(name: string, list: readonly Json[]): JsonObject {
  return list.length === 0 ? {} : { [name]: list };
}

/** 3.2 brought `enum`. */
export function styleOf(contract: JsonObject): PropertyStyle {
  const version = textMember(contract, 'apiVersion') ?? '';
  return { hasEnum: /^v3\.([2-9]|\d\d)/.test(version) };
}
