import type { FieldType, NumericBounds, StringType } from '../model/field-type.ts';
import { canonicalDecimal } from '../source/number-text.ts';
import type { ScalarType } from './postgres-type.ts';
import { isStorableText, quoteLiteral } from './sql-text.ts';

/** A CHECK before its column has a name; `sql` gets the quoted column. */
export interface ColumnCheck {
  readonly rule: string;
  readonly sql: (column: string) => string;
}

/**
 * CHECKs that mean in PostgreSQL exactly what the schema says, for one scalar column. A NULL passes
 * each of them. Patterns and formats have none: the two regular expression languages differ.
 */
export function scalarChecks(type: FieldType, column: ScalarType): readonly ColumnCheck[] {
  switch (type.kind) {
    case 'string':
      return [...textValues(type.values), ...lengths(type)];
    case 'integer':
      // trunc(bigint) would go through double precision; only numeric needs and can have it.
      return [...numericChecks(type, numericLiteral), ...(column === 'numeric' ? [WHOLE] : [])];
    case 'number':
      return numericChecks(type, type.storage === 'double' ? doubleLiteral : numericLiteral);
    case 'boolean':
      return type.values?.length === 1
        ? [{ rule: 'values', sql: (name) => `${name} = ${String(type.values?.[0] === true)}` }]
        : [];
    default:
      return [];
  }
}

/** The checks of a bigint column in a numeric one: it holds whole numbers no more by itself. */
export function checksInNumeric(checks: readonly ColumnCheck[]): readonly ColumnCheck[] {
  return [...checks, WHOLE];
}

/** The checks that both sides state alike. */
export function sharedChecks(
  a: readonly ColumnCheck[],
  b: readonly ColumnCheck[],
): readonly ColumnCheck[] {
  const spellings = new Set(b.map((check) => check.sql('c')));
  return a.filter((check) => spellings.has(check.sql('c')));
}

/** `column IN (…)`; no CHECK where a value cannot be stored, as its record is refused anyway. */
function textValues(values: readonly string[] | undefined): readonly ColumnCheck[] {
  const storable = (values ?? []).filter(isStorableText);
  if (storable.length === 0) return [];
  const list = [...new Set(storable)].map(quoteLiteral).join(', ');
  return [{ rule: 'values', sql: (column) => `${column} IN (${list})` }];
}

/** JSON Schema and char_length both count code points. */
function lengths(type: StringType): readonly ColumnCheck[] {
  const checks: ColumnCheck[] = [];
  const { minLength, maxLength } = type;
  if (minLength !== undefined && minLength > 0 && Number.isSafeInteger(minLength)) {
    checks.push({ rule: 'min_length', sql: (column) => `char_length(${column}) >= ${minLength}` });
  }
  if (maxLength !== undefined && Number.isSafeInteger(maxLength)) {
    checks.push({ rule: 'max_length', sql: (column) => `char_length(${column}) <= ${maxLength}` });
  }
  return checks;
}

const BOUNDS = [
  ['minimum', '>='],
  ['maximum', '<='],
  ['exclusiveMinimum', '>'],
  ['exclusiveMaximum', '<'],
] as const;

const BOUND_RULES = {
  minimum: 'minimum',
  maximum: 'maximum',
  exclusiveMinimum: 'above',
  exclusiveMaximum: 'below',
} as const;

type Literal = (text: string) => string | undefined;

function numericChecks(bounds: NumericBounds, literalOf: Literal): readonly ColumnCheck[] {
  const checks: ColumnCheck[] = [];
  const values = (bounds.values ?? []).map(literalOf);
  if (values.length > 0 && values.every((value) => value !== undefined)) {
    const list = [...new Set(values)].join(', ');
    checks.push({ rule: 'values', sql: (column) => `${column} IN (${list})` });
  }
  for (const [bound, operator] of BOUNDS) {
    const text = bounds[bound];
    const literal = text === undefined ? undefined : literalOf(text);
    if (literal === undefined) continue;
    checks.push({ rule: BOUND_RULES[bound], sql: (column) => `${column} ${operator} ${literal}` });
  }
  return checks;
}

/** Beyond this many places a bound is no honest limit of a plant's value, only a hazard. */
const MOST_PLACES = 300;

function numericLiteral(text: string): string | undefined {
  const literal = canonicalDecimal(text);
  return literal === undefined || literal.length > MOST_PLACES ? undefined : literal;
}

/**
 * PostgreSQL compares a double with a literal as doubles, and refuses every row where the literal
 * is none: too large, or so small that it would become 0.
 */
function doubleLiteral(text: string): string | undefined {
  const literal = numericLiteral(text);
  if (literal === undefined || literal === '0') return literal;
  const value = Number(literal);
  return Number.isFinite(value) && value !== 0 ? literal : undefined;
}

const WHOLE: ColumnCheck = { rule: 'whole', sql: (column) => `${column} = trunc(${column})` };
