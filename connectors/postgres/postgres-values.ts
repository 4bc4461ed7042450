import pg from 'pg';

/**
 * How values arrive in rows. Nothing may lose digits on the way:
 *
 * | type                               | in a row                                        |
 * |------------------------------------|-------------------------------------------------|
 * | bigint, numeric, xid8              | string, the digits as stored                     |
 * | smallint, integer, real, double    | number                                          |
 * | boolean                            | boolean                                         |
 * | timestamptz                        | RFC 3339 text in UTC, microseconds kept (`…Z`)  |
 * | timestamp, date, time              | ISO 8601 text without a zone                    |
 * | json, jsonb                        | parsed; select `x::text` to keep written digits |
 * | bytea                              | Buffer                                          |
 * | uuid, text and all others          | string                                          |
 *
 * Arrays follow their element type. `infinity` and `-infinity` stay as they are, as text.
 */
export function rowValueParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (format === 'binary') {
    return pg.types.getTypeParser(oid, 'binary') as (text: string) => unknown;
  }
  return parsers.get(oid) ?? (pg.types.getTypeParser(oid, 'text') as (text: string) => unknown);
}

const asText = (text: string): string => text;

/** `2026-03-01 05:00:00.25+00` to `2026-03-01T05:00:00.25Z`; the session's zone is UTC. */
function zonedTime(text: string): string {
  return text.replace(' ', 'T').replace(/\+00$/, 'Z');
}

function localTime(text: string): string {
  return text.replace(' ', 'T');
}

function arrayOf(element: (text: string) => unknown): (text: string) => unknown {
  return (text) => nested(textArray(text), element);
}

const TEXT_ARRAY: number = 1009;
const textArray = pg.types.getTypeParser(TEXT_ARRAY, 'text') as (text: string) => unknown;

function nested(value: unknown, element: (text: string) => unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => nested(item, element));
  }
  return typeof value === 'string' ? element(value) : value;
}

const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map([
  [20, asText], // int8
  [1700, asText], // numeric
  [1082, asText], // date
  [1083, asText], // time
  [1114, localTime],
  [1184, zonedTime],
  [1016, arrayOf(asText)],
  [1231, arrayOf(asText)],
  [1182, arrayOf(asText)],
  [1183, arrayOf(asText)],
  [1115, arrayOf(localTime)],
  [1185, arrayOf(zonedTime)],
  [2951, arrayOf(asText)], // uuid[]
  [271, arrayOf(asText)], // xid8[]
]);
