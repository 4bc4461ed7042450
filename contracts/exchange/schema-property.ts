import type { Json } from '../source/json.ts';
import { unescapeToken } from '../source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../source/json-schema/json-object.ts';
import { allowedValuesRule } from './property-schema.ts';

/** How ODCS properties are written: 3.2 has `enum`, before it a quality rule says the same. */
export interface PropertyStyle {
  readonly hasEnum: boolean;
}

const deepest = 24;
const mostProperties = 2_000;
/** References that double on each level would otherwise cost time without end. */
const mostVisits = 50_000;

/**
 * The ODCS properties that a payload schema describes. References within the document are followed,
 * `allOf` is read as one, alternatives as the union of their members. What ODCS has no words for is
 * left out: the loss is measured by who compares.
 */
export function propertiesOfSchema(document: Json, style: PropertyStyle): readonly JsonObject[] {
  const reader: Reader = { document, style, left: mostProperties, visits: mostVisits };
  const root = flattened(document, reader, 0);
  const record = root.type === 'array' ? flattened(root.items ?? true, reader, 1) : root;
  return propertiesOf(record, reader, 1);
}

interface Reader {
  readonly document: Json;
  readonly style: PropertyStyle;
  left: number;
  visits: number;
}

function propertiesOf(schema: JsonObject, reader: Reader, depth: number): readonly JsonObject[] {
  const members = schema.properties;
  if (!isJsonObject(members) || depth > deepest) return [];
  const required = new Set(isJsonArray(schema.required) ? schema.required : []);
  return Object.entries(members).flatMap(([name, inner]) => {
    reader.left -= 1;
    if (reader.left < 0) return [];
    const flat = flattened(inner, reader, depth);
    const isRequired = required.has(name) && !allowsNull(flat);
    return [{ name, ...elementOf(flat, reader, depth), ...(isRequired ? { required: true } : {}) }];
  });
}

function elementOf(schema: JsonObject, reader: Reader, depth: number): JsonObject {
  const type = typeOf(schema);
  const { description, title, examples, enum: list, const: constant } = schema;
  const allowed = isJsonArray(list) ? list : constant === undefined ? undefined : [constant];
  const values = allowed?.filter((value) => value !== null) ?? [];
  const element: JsonObject = {
    ...(typeof title === 'string' ? { businessName: title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...logicalType(schema, type),
    ...(isJsonArray(examples) ? { examples } : {}),
    ...(values.length === 0
      ? {}
      : reader.style.hasEnum
        ? { enum: values.map((value) => ({ value })) }
        : { quality: [allowedValuesRule(values)] }),
  };
  if (type === 'object') {
    const properties = propertiesOf(schema, reader, depth + 1);
    return properties.length === 0 ? element : { ...element, properties };
  }
  if (type === 'array' && schema.items !== undefined && depth < deepest) {
    return {
      ...element,
      items: elementOf(flattened(schema.items, reader, depth + 1), reader, depth + 1),
    };
  }
  return element;
}

const optionsOf: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  array: ['minItems', 'maxItems', 'uniqueItems'],
  object: ['minProperties', 'maxProperties'],
};

function logicalType(schema: JsonObject, type: string | undefined): JsonObject {
  if (type === undefined) return {};
  if (type === 'string') {
    if (schema.format === 'date-time') return { logicalType: 'timestamp' };
    if (schema.format === 'date' || schema.format === 'time') return { logicalType: schema.format };
  }
  const options = (optionsOf[type] ?? []).flatMap((name) => {
    const value = member(schema, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    logicalType: type,
    ...(options.length === 0 ? {} : { logicalTypeOptions: Object.fromEntries(options) }),
  };
}

function typeOf(schema: JsonObject): string | undefined {
  const { type } = schema;
  if (typeof type === 'string') return type === 'null' ? undefined : type;
  if (isJsonArray(type)) {
    const kinds = type.filter((each) => each !== 'null');
    return kinds.length === 1 && typeof kinds[0] === 'string' ? kinds[0] : undefined;
  }
  if (isJsonObject(schema.properties)) return 'object';
  const values = isJsonArray(schema.enum)
    ? schema.enum
    : schema.const === undefined
      ? []
      : [schema.const];
  const kinds = new Set(values.filter((value) => value !== null).map(kindOfValue));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}

function kindOfValue(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (isJsonArray(value)) return 'array';
  return typeof value;
}

function allowsNull(schema: JsonObject): boolean {
  const { type } = schema;
  return (
    type === 'null' || (isJsonArray(type) && type.includes('null')) || schema.nullable === true
  );
}

/** A schema without references, `allOf` and alternatives, as far as its structure goes. */
function flattened(schema: Json, reader: Reader, depth: number): JsonObject {
  reader.visits -= 1;
  if (!isJsonObject(schema) || depth > deepest || reader.visits < 0) return {};
  const { $ref, allOf, anyOf, oneOf, ...own } = schema;
  let flat: JsonObject = own;
  if (typeof $ref === 'string') {
    const target = resolved(reader.document, $ref);
    if (target !== undefined) flat = merged(flattened(target, reader, depth + 1), flat);
  }
  if (isJsonArray(allOf)) {
    for (const each of allOf) flat = merged(flattened(each, reader, depth + 1), flat);
  }
  for (const alternatives of [anyOf, oneOf]) {
    if (!isJsonArray(alternatives)) continue;
    const branches = alternatives.map((each) => flattened(each, reader, depth + 1));
    flat = merged(unionOf(branches), flat);
  }
  return flat;
}

function resolved(document: Json, reference: string): Json | undefined {
  if (reference === '#') return document;
  if (!reference.startsWith('#/')) return undefined;
  let found: Json | undefined = document;
  for (const token of reference.slice(2).split('/')) {
    const name = unescapeToken(decoded(token));
    if (isJsonObject(found)) found = member(found, name);
    else if (isJsonArray(found)) found = found[Number(name)];
    else return undefined;
  }
  return found;
}

function decoded(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

/** Both at once; what `own` says of a keyword counts, members are joined. */
function merged(other: JsonObject, own: JsonObject): JsonObject {
  const properties = [other.properties, own.properties].filter(isJsonObject);
  const required = [other.required, own.required].filter(isJsonArray).flat();
  return {
    ...other,
    ...own,
    ...(properties.length === 0
      ? {}
      : { properties: Object.assign({}, ...properties) as JsonObject }),
    ...(required.length === 0 ? {} : { required: [...new Set(required)] }),
  };
}

/** Any of the branches: all their members, of which only those are required that all require. */
function unionOf(branches: readonly JsonObject[]): JsonObject {
  const values = branches.filter((branch) => branch.type !== 'null');
  const isNullable = values.length < branches.length;
  const [only] = values;
  if (only !== undefined && values.length === 1) {
    const type = only.type;
    return isNullable && typeof type === 'string' ? { ...only, type: [type, 'null'] } : only;
  }
  const objects = values.filter((branch) => isJsonObject(branch.properties));
  if (objects.length === 0 || objects.length < values.length) return {};
  const lists = objects.map((branch) => (isJsonArray(branch.required) ? branch.required : []));
  const required = (lists[0] ?? []).filter((name) => lists.every((list) => list.includes(name)));
  const members = new Map<string, Json>();
  for (const branch of objects) {
    for (const [name, inner] of Object.entries(
      isJsonObject(branch.properties) ? branch.properties : {},
    ))
      members.set(name, members.has(name) ? unionOfMembers(members.get(name), inner) : inner);
  }
  return {
    type: isNullable ? ['object', 'null'] : 'object',
    properties: Object.fromEntries(members),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** A member that several branches have: one schema where they agree, else any of the two. */
function unionOfMembers(a: Json | undefined, b: Json): Json {
  const values = [a ?? true, b].map((schema) => (isJsonObject(schema) ? schema : {}));
  const lists = values.map(({ enum: list, const: constant }) =>
    isJsonArray(list) ? list : constant === undefined ? undefined : [constant],
  );
  const [first, second] = lists;
  if (first === undefined || second === undefined) return a ?? b;
  const { const: _constant, ...rest } = values[0] ?? {};
  return { ...rest, enum: [...new Set([...first, ...second])] };
}
