import type { PostgresType, ScalarType } from '../../contracts/plan/postgres-type.ts';
import { SourceNumber } from './exact-json.ts';
import { localInstant } from './instant-text.ts';
import { integerText, numberText } from './number-text.ts';

/** Writes a decoded value as the JSON text that json_to_recordset reads into a column's type. */
export type WriteValue = (value: unknown) => string;

/**
 * The writer of a column type. Values are spliced into JSON text rather than collected in objects
 * for JSON.stringify: numbers keep their written digits, and a batch is built in one pass.
 */
export function valueWriter(type: PostgresType, zone?: string): WriteValue {
  if (type.endsWith('[]')) {
    const element = scalarWriter(type.slice(0, -2) as ScalarType, zone);
    return (value) =>
      Array.isArray(value) ? `[${value.map(element).join(',')}]` : jsonText(value);
  }
  return scalarWriter(type as ScalarType, zone);
}

function scalarWriter(type: ScalarType, zone: string | undefined): WriteValue {
  if (zone !== undefined && type === 'timestamptz') {
    return (value) => jsonText(typeof value === 'string' ? localInstant(value, zone) : value);
  }
  switch (type) {
    case 'numeric':
    case 'double precision':
      return (value) => numberText(value) ?? jsonText(value);
    case 'bigint':
    case 'integer':
    case 'smallint':
      return (value) => {
        const digits = numberText(value);
        return digits === undefined ? jsonText(value) : integerText(digits);
      };
    default:
      return jsonText;
  }
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
