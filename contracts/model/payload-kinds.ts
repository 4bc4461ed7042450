import type { Json } from '../source/json.ts';
import { isJsonObject } from '../source/json-schema/json-object.ts';
import type { Field } from './field.ts';
import type { FieldType, JsonType } from './field-type.ts';
import type { Facts, Site } from './payload-facts.ts';
import { sharedScalar } from './payload-scalar.ts';

/** Why a member has no columns of its own, as the rest of a sentence. */
export const reasons: Readonly<Record<JsonType['reason'], string>> = {
  recursive: 'its schema contains itself',
  'undiscriminated-union': 'no required member tells its variants apart',
  'pattern-properties': 'names are given by patterns',
  'additional-properties': 'its names are open',
  'array-depth': 'arrays stand in arrays too deep for tables',
  'mixed-type': 'it can have several types',
  untyped: 'its schema names no type or no members',
  tuple: 'each of its items has a meaning of its own',
};

const jsonTypes = ['object', 'array', 'string', 'number', 'integer', 'boolean'] as const;

/**
 * The possible kinds beside null, by `type` and by the listed values alone: `properties` without a
 * type allow any text, too. `integer` only where no `number` is possible.
 */
export function kindsOf(facts: Facts): readonly string[] {
  const named = facts.types ?? typesOfValues(facts);
  if (named === undefined) return [];
  const kinds = jsonTypes.filter((type) => named.has(type));
  return kinds.includes('number') ? kinds.filter((kind) => kind !== 'integer') : kinds;
}

function typesOfValues(facts: Facts): ReadonlySet<string> | undefined {
  if (facts.values === undefined || facts.values.length === 0) return undefined;
  return new Set(facts.values.map(({ value }) => jsonTypeOf(value)));
}

function jsonTypeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

export function allowsNull(facts: Facts): boolean {
  const byType = facts.types === undefined || facts.types.has('null');
  return byType && (facts.values === undefined || facts.values.some(({ value }) => value === null));
}

export function isNullOnly(facts: Facts): boolean {
  if (facts.types !== undefined) return facts.types.size === 1 && facts.types.has('null');
  return facts.values?.every(({ value }) => value === null) === true;
}

/** True where every value is an object. */
export function isObjectOnly(facts: Facts): boolean {
  return kindsOf(facts).join() === 'object' && !allowsNull(facts);
}

/** True where members that are not declared are refused. */
export function isClosed(facts: Facts): boolean {
  return ['additionalProperties', 'unevaluatedProperties'].some((keyword) =>
    facts.all(keyword).some(({ value }) => value === false),
  );
}

/** Keywords that say what a value consists of; the others only narrow it. */
const structural = [
  '$ref',
  'type',
  'properties',
  'items',
  'prefixItems',
  'enum',
  'const',
  'allOf',
  'oneOf',
  'anyOf',
];

export function isConstraintOnly(site: Site): boolean {
  const { schema } = site;
  return !isJsonObject(schema) || !structural.some((keyword) => Object.hasOwn(schema, keyword));
}

export function textIn(facts: Facts, keyword: string): string | undefined {
  const value = facts.first(keyword)?.value;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** One type for values that may be of any of these: equal ones, or scalars of one kind. */
export function sharedType(types: readonly FieldType[]): FieldType | undefined {
  const [first] = types;
  if (first === undefined) return undefined;
  const spelled = types.map((type) => JSON.stringify(withoutPlaces(type)));
  if (spelled.every((text) => text === spelled[0])) return first;
  return sharedScalar(types);
}

/** Branches share columns, so a member that two of them have must have one type. */
export function sameNamesSameTypes(
  lists: readonly (readonly Field[])[],
  discriminator: string,
): boolean {
  const types = new Map<string, string>();
  for (const field of lists.flat()) {
    if (field.name === discriminator) continue;
    const type = JSON.stringify(withoutPlaces(field.type));
    if ((types.get(field.name) ?? type) !== type) return false;
    types.set(field.name, type);
  }
  return true;
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => name !== 'place' && name !== 'description');
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutPlaces(inner)]));
}
