import type { FieldType, IntegerType, NumericBounds } from '../model/field-type.ts';
import { canonicalDecimal } from '../source/number-text.ts';
import type { ScalarType } from './postgres-type.ts';

/**
 * The column type of a scalar member; undefined for objects, arrays and unions.
 *
 * - integer: bigint where both bounds (or all allowed values) fit, else numeric, because a JSON
 *   integer may be of any size.
 * - number: numeric keeps the written digits; a double only where a transform's contract asks.
 * - a local timestamp is a timestamptz only where its zone is declared; without one it stays a
 *   timestamp, since a guessed zone would be a restructuring nobody sees.
 * - time: text. RFC 3339 times carry an offset, which PostgreSQL's `time` drops silently.
 */
export function scalarColumnType(
  type: FieldType,
  zone: string | undefined,
): ScalarType | undefined {
  switch (type.kind) {
    case 'string':
    case 'time':
      return 'text';
    case 'integer':
      return integerFitsBigint(type) ? 'bigint' : 'numeric';
    case 'number':
      return type.storage === 'double' ? 'double precision' : 'numeric';
    case 'boolean':
      return 'boolean';
    case 'timestamp':
      return 'timestamptz';
    case 'local-timestamp':
      return zone === undefined ? 'timestamp' : 'timestamptz';
    case 'date':
      return 'date';
    case 'json':
      return 'jsonb';
    case 'object':
    case 'array':
    case 'union':
      return undefined;
  }
}

function integerFitsBigint(type: IntegerType): boolean {
  if (type.values !== undefined) return type.values.every(fitsBigint);
  return boundFits(type, 'minimum') && boundFits(type, 'maximum');
}

function boundFits(bounds: NumericBounds, side: 'minimum' | 'maximum'): boolean {
  const inclusive = bounds[side];
  const exclusive = bounds[side === 'minimum' ? 'exclusiveMinimum' : 'exclusiveMaximum'];
  return (
    (inclusive !== undefined && fitsBigint(inclusive)) ||
    (exclusive !== undefined && fitsBigint(exclusive))
  );
}

/** True where the number, rounded towards zero, is a bigint. */
function fitsBigint(text: string): boolean {
  const [whole] = canonicalDecimal(text)?.split('.') ?? [];
  if (whole === undefined) return false;
  const value = BigInt(whole);
  return value >= -(2n ** 63n) && value <= 2n ** 63n - 1n;
}
