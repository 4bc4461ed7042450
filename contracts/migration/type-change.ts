import type { PostgresType } from '../plan/postgres-type.ts';
import { quoteLiteral } from '../plan/sql-text.ts';

/** How a value of one column type becomes one of another. */
export interface Conversion {
  /** SQL of the new value; only to be computed where `fits` holds. */
  readonly value: string;
  /** SQL condition: the value has a counterpart. Absent where each has one. */
  readonly fits?: string;
}

/**
 * The conversion of `value` (SQL) between two column types, without guessing: undefined where none is
 * meant by the types alone. `zone` is the zone of local times.
 */
export function conversion(
  from: PostgresType,
  to: PostgresType,
  value: string,
  zone?: string,
): Conversion | undefined {
  if (from === to) return { value };
  if (to === 'jsonb') return { value: `to_jsonb(${value})` };
  if (to === `${from}[]`)
    return { value: `CASE WHEN ${value} IS NOT NULL THEN ARRAY[${value}] END` };
  if (from.endsWith('[]') || to.endsWith('[]')) return arrays(from, to, value);
  if (NUMBERS.has(from) && NUMBERS.has(to)) return numbers(from, to, value);
  if (from === 'text') return fromText(to, value, zone);
  if (to === 'text') return toText(from, value);
  const local = from === 'timestamp' || from === 'date';
  if (local && to === 'timestamptz' && zone !== undefined) {
    return { value: `${value}::timestamp AT TIME ZONE ${quoteLiteral(zone)}` };
  }
  return from === 'date' && to === 'timestamp' ? { value: `${value}::timestamp` } : undefined;
}

/** NULL where it does not fit. */
export function guarded({ value, fits }: Conversion): string {
  return fits === undefined ? value : `CASE WHEN ${fits} THEN ${value} END`;
}

/** True where a process that writes the old type can go on: PostgreSQL converts it by itself. */
export function takesOldValues(from: PostgresType, to: PostgresType): boolean {
  const scalar = (type: string) => type.replace('[]', '');
  const arrays = from.endsWith('[]') === to.endsWith('[]');
  return (arrays && NUMBERS.has(scalar(from)) && NUMBERS.has(scalar(to))) || to === 'text';
}

const NUMBERS: ReadonlySet<string> = new Set([
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'double precision',
]);

function arrays(from: string, to: string, value: string): Conversion | undefined {
  const [a, b] = [from.replace('[]', ''), to.replace('[]', '')];
  const widens = a !== 'double precision' && b === 'numeric';
  const both = from.endsWith('[]') && to.endsWith('[]') && NUMBERS.has(a) && NUMBERS.has(b);
  return both && (widens || b === 'double precision') ? { value: `${value}::${to}` } : undefined;
}

const EXACT_IN_DOUBLE = '9007199254740992';
const ABOVE_BIGINT = '9223372036854775808';

function numbers(from: string, to: string, value: string): Conversion {
  const cast = `${value}::${to}`;
  if (to === 'numeric') return { value: cast };
  if (to === 'double precision') {
    // What has more digits than a double is rounded where it was a decimal, and refused where it counts.
    return from === 'numeric'
      ? { value: cast, fits: `abs(${value}) < 1e308` }
      : { value: cast, fits: `abs(${value}::numeric) <= ${EXACT_IN_DOUBLE}` };
  }
  const limit = to === 'bigint' ? ABOVE_BIGINT : to === 'integer' ? '2147483648' : '32768';
  const whole = `${value}::numeric = trunc(${value}::numeric)`;
  return { value: cast, fits: `${whole} AND abs(${value}::numeric) < ${limit}` };
}

const DATE = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]+)?';
const OFFSET = '([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])';

function fromText(to: string, value: string, zone: string | undefined): Conversion | undefined {
  const matches = (pattern: string) => `${value} ~ ${quoteLiteral(`^${pattern}$`)}`;
  switch (to) {
    case 'numeric':
    case 'double precision':
      return {
        value: `${value}::${to}`,
        fits: matches('[+-]?[0-9]{1,200}([.][0-9]{0,200})?([eE][+-]?[0-9]{1,2})?'),
      };
    case 'bigint':
      return { value: `${value}::bigint`, fits: matches('[+-]?[0-9]{1,18}') };
    case 'boolean':
      return { value: `${value}::boolean`, fits: `${value} IN ('true', 'false')` };
    case 'uuid':
      return {
        value: `${value}::uuid`,
        fits: matches('[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'),
      };
    case 'date':
      return { value: `${value}::date`, fits: realDay(matches(DATE), value) };
    case 'timestamp':
      return { value: `${value}::timestamp`, fits: realDay(matches(`${DATE}[Tt ]${TIME}`), value) };
    case 'timestamptz': {
      if (zone === undefined) {
        const pattern = `${DATE}[Tt ]${TIME}${OFFSET}`;
        return { value: `${value}::timestamptz`, fits: realDay(matches(pattern), value) };
      }
      return {
        value: `${value}::timestamp AT TIME ZONE ${quoteLiteral(zone)}`,
        fits: realDay(matches(`${DATE}[Tt ]${TIME}`), value),
      };
    }
    default:
      return undefined;
  }
}

/** Years from 1 on, and no 30th of February. */
function realDay(matches: string, value: string): string {
  const part = (from: number, length: number) => `substr(${value}, ${from}, ${length})::integer`;
  const last = `extract(day FROM make_date(${part(1, 4)}, ${part(6, 2)}, 1) + interval '1 month - 1 day')`;
  return `CASE WHEN ${matches} AND substr(${value}, 1, 4) <> '0000' THEN ${part(9, 2)} <= ${last} ELSE false END`;
}

function toText(from: string, value: string): Conversion {
  return from === 'timestamptz'
    ? {
        value: `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
      }
    : { value: `${value}::text` };
}
