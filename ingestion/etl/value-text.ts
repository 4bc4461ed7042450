import type { PostgresType, ScalarType } from '../../contracts/plan/postgres-type.ts';
import { SourceNumber } from '../json/exact-json.ts';
import { localInstant, readableDay, readableInstant } from './instant-text.ts';
import { integerText, numberText } from './number-text.ts';

/** Writes a decoded value as one element of a PostgreSQL array literal. */
export type WriteValue = (value: unknown) => string;

export const NULL_ELEMENT = 'NULL';

/**
 * The writer of a column type. A batch travels as one array literal per column: numbers keep their
 * written digits, nothing is quoted twice, and the server reads each value with its type's own
 * input function. `zone` is that of a local timestamp. An array column is an element that holds
 * an array literal of its own (see `elementType`).
 */
export function valueWriter(type: PostgresType, zone?: string): WriteValue {
  if (!type.endsWith('[]')) return scalarWriter(type as ScalarType, zone);
  const write = scalarWriter(type.slice(0, -2) as ScalarType, zone);
  return (value) => {
    if (value === undefined || value === null) return NULL_ELEMENT;
    return quoted(Array.isArray(value) ? `{${value.map(write).join(',')}}` : jsonText(value));
  };
}

/** The type of a column's parameter elements: arrays of arrays would have to be rectangular. */
export function elementType(type: PostgresType): string {
  return type.endsWith('[]') ? 'text' : type;
}

/** A value of text that array_in reads back unchanged. */
export function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}

function scalarWriter(type: ScalarType, zone: string | undefined): WriteValue {
  switch (type) {
    case 'numeric':
    case 'double precision':
      return (value) => numberText(value) ?? anyElement(value);
    case 'bigint':
    case 'integer':
    case 'smallint':
      return (value) => {
        const digits = numberText(value);
        return digits === undefined ? anyElement(value) : integerText(digits);
      };
    case 'jsonb':
      // A JSON null inside a jsonb column reads like a missing member: NULL.
      return (value) =>
        value === undefined || value === null ? NULL_ELEMENT : quoted(jsonText(value));
    case 'timestamptz':
      return zone === undefined ? instantElement : (value) => localElement(value, zone);
    case 'timestamp':
      return instantElement;
    case 'date':
      return (value) => anyElement(typeof value === 'string' ? readableDay(value) : value);
    default:
      return anyElement;
  }
}

function anyElement(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return value === undefined || value === null ? NULL_ELEMENT : quoted(jsonText(value));
}

function instantElement(value: unknown): string {
  return anyElement(typeof value === 'string' ? readableInstant(value) : value);
}

function localElement(value: unknown, zone: string): string {
  if (typeof value !== 'string') return anyElement(value);
  const instant = localInstant(value, zone);
  return instant === undefined ? NULL_ELEMENT : quoted(readableInstant(instant));
}

/** JSON text of any decoded value; undefined (a missing member) is null. */
export function jsonText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'object':
      return value === null ? 'null' : structureText(value);
    default:
      return 'null';
  }
}

function structureText(value: object): string {
  if (value instanceof SourceNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`,
  );
  return `{${members.join(',')}}`;
}
