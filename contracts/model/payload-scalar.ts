import type { Json } from '../source/json.ts';
import { compareDecimals } from '../source/number-text.ts';
import type { FieldType, NumericBounds, StringType, TimeType } from './field-type.ts';
import type { Facts } from './payload-facts.ts';
import { optional } from './read-node.ts';

/** The digits of a number that stands at a pointer of the schema. */
type Digits = (pointer: string, value: number) => string;

const timeFormats: ReadonlyMap<string, TimeType['kind']> = new Map([
  ['date-time', 'timestamp'],
  ['date', 'date'],
  ['time', 'time'],
]);

/**
 * The type of a scalar by its facts; undefined where they name no scalar. `localTime` makes a text
 * without the format of an instant a local time.
 */
export function scalarType(
  facts: Facts,
  digits: Digits,
  localTime: boolean,
): FieldType | undefined {
  const allowed = facts.values?.map(({ value }) => value).filter((value) => value !== null);
  const kinds = new Set(facts.types ?? allowed?.map(kindOf));
  if (kinds.has('string')) {
    const format = textOf(facts, 'format');
    const time = format === undefined ? undefined : timeFormats.get(format);
    if (time !== undefined) return { kind: time };
    if (localTime) return { kind: 'local-timestamp' };
    return stringType(facts, allowed, format);
  }
  if (kinds.has('number')) return { kind: 'number', ...bounds(facts, digits) };
  if (kinds.has('integer')) return { kind: 'integer', ...bounds(facts, digits) };
  if (kinds.has('boolean')) {
    const values = allowed?.filter((value) => typeof value === 'boolean');
    return { kind: 'boolean', ...optional('values', values) };
  }
  return undefined;
}

function stringType(
  facts: Facts,
  allowed: readonly Json[] | undefined,
  format: string | undefined,
): StringType {
  const least = counts(facts, 'minLength');
  const most = counts(facts, 'maxLength');
  return {
    kind: 'string',
    ...optional('minLength', least.length === 0 ? undefined : Math.max(...least)),
    ...optional('maxLength', most.length === 0 ? undefined : Math.min(...most)),
    ...optional(
      'values',
      allowed?.filter((value) => typeof value === 'string'),
    ),
    ...optional('pattern', textOf(facts, 'pattern')),
    ...optional('format', format),
  };
}

function bounds(facts: Facts, digits: Digits): NumericBounds {
  const tightest = (keyword: string, direction: 1 | -1) => {
    const texts = facts
      .all(keyword)
      .flatMap(({ value, pointer }) => (typeof value === 'number' ? [digits(pointer, value)] : []));
    return texts.sort((a, b) => direction * compareDecimals(a, b))[0];
  };
  const values = facts.values?.flatMap(({ value, pointer }) =>
    typeof value === 'number' ? [digits(pointer, value)] : [],
  );
  return {
    ...optional('minimum', tightest('minimum', -1)),
    ...optional('maximum', tightest('maximum', 1)),
    ...optional('exclusiveMinimum', tightest('exclusiveMinimum', -1)),
    ...optional('exclusiveMaximum', tightest('exclusiveMaximum', 1)),
    ...optional('values', values),
  };
}

/**
 * One scalar type that holds the values of all: the listed values together where each lists its own,
 * no bounds otherwise. Undefined where the kinds differ, integers beside numbers excepted.
 */
export function sharedScalar(types: readonly FieldType[]): FieldType | undefined {
  const kinds = new Set(types.map((type) => type.kind));
  if (kinds.size === 2 && kinds.has('integer') && kinds.has('number')) return { kind: 'number' };
  const [kind] = kinds;
  if (kinds.size !== 1) return undefined;
  switch (kind) {
    case 'string':
    case 'integer':
    case 'number': {
      const listed = types.map((type) =>
        type.kind === 'string' || type.kind === 'integer' || type.kind === 'number'
          ? type.values
          : undefined,
      );
      const values = listed.every((each) => each !== undefined)
        ? [...new Set(listed.flat())]
        : undefined;
      return { kind, ...optional('values', values) };
    }
    case 'boolean':
      return { kind };
    case 'timestamp':
    case 'local-timestamp':
    case 'date':
    case 'time':
      return { kind };
    default:
      return undefined;
  }
}

function kindOf(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function textOf(facts: Facts, keyword: string): string | undefined {
  const value = facts.first(keyword)?.value;
  return typeof value === 'string' ? value : undefined;
}

function counts(facts: Facts, keyword: string): readonly number[] {
  return facts.all(keyword).flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
}
