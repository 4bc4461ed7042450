import type { Json } from '../source/json.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
  objectOf,
} from '../source/json-schema/json-object.ts';

/** An ODCS element in two: what JSON Schema can say, and what only ODCS can. */
export interface SplitElement {
  readonly schema: JsonObject;
  /** What remains of the element; its logical type stays, since it may name what a schema cannot. */
  readonly rest: JsonObject;
}

const times: Readonly<Record<string, string>> = {
  date: 'date',
  timestamp: 'date-time',
  time: 'time',
};

const carriedOptions: Readonly<Record<string, readonly string[]>> = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  array: ['minItems', 'maxItems', 'uniqueItems'],
  object: ['minProperties', 'maxProperties'],
};

/** The schema of an object with these ODCS properties, and what the properties say beside it. */
export function splitProperties(properties: readonly JsonObject[]): {
  readonly schema: JsonObject;
  readonly rest: readonly JsonObject[];
} {
  const members: [string, Json][] = [];
  const required: string[] = [];
  const rest: JsonObject[] = [];
  for (const property of properties) {
    const name = textMember(property, 'name');
    if (name === undefined) continue;
    const split = splitElement(property);
    const isRequired = member(property, 'required') === true;
    if (isRequired) required.push(name);
    members.push([name, isRequired ? split.schema : nullable(split.schema)]);
    if (saysMore(split.rest)) rest.push(split.rest);
  }
  const schema: JsonObject = {
    type: 'object',
    ...(required.length === 0 ? {} : { required }),
    properties: objectOf(members),
  };
  return { schema, rest };
}

function saysMore(rest: JsonObject): boolean {
  return Object.keys(rest).some((name) => name !== 'name' && name !== 'logicalType');
}

/** ODCS: what is not required may be null. */
function nullable(schema: JsonObject): JsonObject {
  const { type, enum: values } = schema;
  return {
    ...schema,
    ...(typeof type === 'string' ? { type: [type, 'null'] } : {}),
    ...(isJsonArray(values) ? { enum: [...values, null] } : {}),
  };
}

function splitElement(element: JsonObject): SplitElement {
  const { description, examples, items, properties, required: _required, ...others } = element;
  const { logicalTypeOptions, ...rest } = others;
  const type =
    textMember(element, 'logicalType') ?? typeOfPhysical(textMember(element, 'physicalType'));
  const options = isJsonObject(logicalTypeOptions) ? logicalTypeOptions : {};
  const allowed = allowedValues(element);
  const said: JsonObject = {
    ...(typeof description === 'string' ? { description } : {}),
    ...typeKeywords(type, options),
    ...(allowed === undefined ? {} : { enum: [...allowed.values] }),
    ...(isJsonArray(examples) && examples.length > 0 ? { examples } : {}),
  };
  const remaining = allowed === undefined ? rest : allowed.rest(rest);
  if (type === 'array' && isJsonObject(items)) {
    const inner = splitElement(items);
    return {
      schema: { ...said, items: inner.schema },
      rest: saysMore(inner.rest) ? { ...remaining, items: inner.rest } : remaining,
    };
  }
  if ((type === 'object' || type === undefined) && isJsonArray(properties)) {
    const inner = splitProperties(properties.filter(isJsonObject));
    return {
      schema: { ...said, ...inner.schema },
      rest: inner.rest.length === 0 ? remaining : { ...remaining, properties: inner.rest },
    };
  }
  return { schema: said, rest: remaining };
}

function typeKeywords(type: string | undefined, options: JsonObject): JsonObject {
  if (type === undefined) return {};
  const format = times[type];
  if (format !== undefined) return { type: 'string', format };
  if (type === 'map') return { type: 'object' };
  if (type === 'vector') return { type: 'array', items: { type: 'number' } };
  const carried = carriedOptions[type] ?? [];
  return {
    type,
    ...Object.fromEntries(
      carried.flatMap((name) => {
        const value = member(options, name);
        const isFit = name === 'pattern' || name === 'format' ? typeof value === 'string' : true;
        return value === undefined || !isFit || (name === 'format' && type !== 'string')
          ? []
          : [[name, value]];
      }),
    ),
  };
}

/** Where a column has only the type of its database, that type tells the kind of value. */
function typeOfPhysical(physical: string | undefined): string | undefined {
  const name = physical?.toLowerCase().replace(/\(.*$/, '').trim() ?? '';
  if (/^(varchar|char|character|text|string|nvarchar|uuid|character varying)$/.test(name))
    return 'string';
  if (/^(int|integer|bigint|smallint|tinyint|int[248]|long)$/.test(name)) return 'integer';
  if (/^(numeric|decimal|number|float|double|double precision|real|float[48])$/.test(name))
    return 'number';
  if (/^bool(ean)?$/.test(name)) return 'boolean';
  if (name === 'date') return 'date';
  if (/^(timestamp|timestamptz|datetime)/.test(name)) return 'timestamp';
  return undefined;
}

/**
 * The values that a property allows, as ODCS says it: `enum` of 3.2, before it a library rule that
 * counts invalid values and says nothing else.
 */
export function allowedValues(
  element: JsonObject,
):
  | { readonly values: readonly Json[]; readonly rest: (element: JsonObject) => JsonObject }
  | undefined {
  const list = member(element, 'enum');
  if (isJsonArray(list) && list.length > 0) {
    const values = list.flatMap((each) =>
      isJsonObject(each) ? [member(each, 'value') ?? null] : [],
    );
    const isPlain = list.every(
      (each) => isJsonObject(each) && Object.keys(each).join() === 'value',
    );
    return {
      values,
      rest: (rest) => (isPlain ? without(rest, 'enum') : rest),
    };
  }
  const quality = member(element, 'quality');
  if (!isJsonArray(quality)) return undefined;
  const at = quality.findIndex((rule) => isJsonObject(rule) && validValuesOf(rule) !== undefined);
  const rule = quality[at];
  const values = isJsonObject(rule) ? validValuesOf(rule) : undefined;
  if (values === undefined) return undefined;
  const others = quality.filter((_each, index) => index !== at);
  return {
    values,
    rest: (rest) => (others.length === 0 ? without(rest, 'quality') : { ...rest, quality: others }),
  };
}

/** The values of a rule that `allowedValuesRule` wrote. */
function validValuesOf(rule: JsonObject): readonly Json[] | undefined {
  const given = member(rule, 'arguments');
  const values = isJsonObject(given) ? member(given, 'validValues') : undefined;
  if (!isJsonArray(values) || values.length === 0 || !isJsonObject(given)) return undefined;
  const isOurs =
    Object.keys(rule).sort().join() === 'arguments,metric,mustBe,type' &&
    Object.keys(given).length === 1 &&
    rule.type === 'library' &&
    rule.metric === 'invalidValues' &&
    rule.mustBe === 0;
  return isOurs ? values : undefined;
}

/** What ODCS 3.1 has instead of an enumeration. */
export function allowedValuesRule(values: readonly Json[]): JsonObject {
  return {
    type: 'library',
    metric: 'invalidValues',
    arguments: { validValues: values },
    mustBe: 0,
  };
}

export function without(element: JsonObject, name: string): JsonObject {
  const { [name]: _left, ...rest } = element;
  return rest;
}

export function textMember(element: JsonObject, name: string): string | undefined {
  const value = member(element, name);
  return typeof value === 'string' ? value : undefined;
}
