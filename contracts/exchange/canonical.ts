import type { Json } from '../source/json.ts';
import { isJsonArray, isJsonObject, objectOf } from '../source/json-schema/json-object.ts';

/** What ODCS takes for said where nothing is written. */
const defaults: Readonly<Record<string, Json>> = {
  required: false,
  unique: false,
  primaryKey: false,
  primaryKeyPosition: -1,
  partitioned: false,
  partitionKeyPosition: -1,
  criticalDataElement: false,
};

/** Members whose values belong to somebody else: nothing in them is a default of ODCS. */
const opaque = new Set(['value', 'arguments', 'examples', 'implementation']);

/**
 * An ODCS document without what says nothing: members that repeat the standard's default, empty
 * lists and empty mappings.
 */
export function canonicalContract(value: Json): Json {
  if (isJsonArray(value)) return value.map(canonicalContract);
  if (!isJsonObject(value)) return value;
  return objectOf(
    Object.entries(value).flatMap(([name, inner]) => {
      if (opaque.has(name)) return [[name, inner] as const];
      if (name === 'schema')
        return [[name, objectsOf(inner)] as const].filter(([, list]) => !isEmpty(list));
      if (Object.hasOwn(defaults, name) && defaults[name] === inner) return [];
      const canonical = canonicalContract(inner);
      return isEmpty(canonical) ? [] : [[name, canonical] as const];
    }),
  );
}

function isEmpty(value: Json): boolean {
  if (isJsonArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/** A schema object is an object, whether it says so or not. */
function objectsOf(schema: Json): Json {
  const objects = canonicalContract(schema);
  if (!isJsonArray(objects)) return objects;
  return objects.map((object) => {
    if (!isJsonObject(object) || object.logicalType !== 'object') return object;
    const { logicalType: _type, ...rest } = object;
    return rest;
  });
}
