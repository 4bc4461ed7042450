import type { Json } from '../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
  objectOf,
} from '../source/json-schema/json-object.ts';
import { canonicalContract } from './canonical.ts';
import { sameJson } from './differences.ts';
import { splitProperties, textMember, without } from './property-schema.ts';

/**
 * A payload schema in which only those members are made anew whose fields were edited; the others
 * keep their words, references and the difference between absent and null.
 * @param before the fields that the schema describes
 * @param after the fields as they shall be
 */
export function patchedSchema(
  schema: Json,
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): Json | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { properties, items, required } = schema;
  if (!isJsonObject(properties)) {
    const inner = items === undefined ? undefined : patchedSchema(items, before, after);
    return inner === undefined ? undefined : { ...schema, items: inner };
  }
  const old = new Map(before.map((each) => [textMember(each, 'name') ?? '', each]));
  const stays = new Set(isJsonArray(required) ? required : []);
  const members: [string, Json][] = [];
  const must: string[] = [];
  for (const field of after) {
    const name = textMember(field, 'name') ?? '';
    const was = old.get(name);
    const written = member(properties, name);
    const same = was !== undefined && sameJson(canonicalContract(was), canonicalContract(field));
    members.push([name, same && written !== undefined ? written : memberOf(field, was, written)]);
    const sameNeed = was !== undefined && needed(was) === needed(field);
    if (sameNeed ? stays.has(name) : needed(field)) must.push(name);
  }
  const { required: _required, ...rest } = schema;
  return {
    ...rest,
    ...(must.length === 0 ? {} : { required: must }),
    properties: objectOf(members),
  };
}

function needed(field: JsonObject): boolean {
  return field.required === true;
}

function memberOf(field: JsonObject, was: JsonObject | undefined, written: Json | undefined): Json {
  const inner = was === undefined ? undefined : innerMember(field, was, written);
  if (inner !== undefined) return inner;
  const name = textMember(field, 'name') ?? '';
  // A member that may be absent and not null stays so.
  const isStrict = was !== undefined && !allowsNull(written);
  const split = splitProperties([isStrict ? { ...field, required: true } : field]);
  const made = split.schema.properties;
  return isJsonObject(made) ? (member(made, name) ?? true) : true;
}

/** Where only members below were edited, the schema around them keeps its words. */
function innerMember(
  field: JsonObject,
  was: JsonObject,
  written: Json | undefined,
): Json | undefined {
  if (written === undefined) return undefined;
  for (const below of ['properties', 'items'] as const) {
    const [a, b] = [was[below], field[below]];
    const around = [without(was, below), without(field, below)].map(canonicalContract);
    if (a === undefined || b === undefined || !sameJson(around[0] ?? null, around[1] ?? null))
      continue;
    if (below === 'properties') return patchedSchema(written, listOf(a), listOf(b));
    if (!isJsonObject(a) || !isJsonObject(b) || !isJsonObject(written)) continue;
    const element = [without(a, 'properties'), without(b, 'properties')].map(canonicalContract);
    if (!sameJson(element[0] ?? null, element[1] ?? null)) continue;
    return patchedSchema(written, listOf(a.properties), listOf(b.properties));
  }
  return undefined;
}

function listOf(value: Json | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

function allowsNull(schema: Json | undefined): boolean {
  if (!isJsonObject(schema)) return true;
  const { type, enum: values } = schema;
  if (isJsonArray(type)) return type.includes('null');
  if (typeof type === 'string') return type === 'null';
  return isJsonArray(values) ? values.includes(null) : schema.$ref === undefined;
}
