import { isDay, isInstant } from '../source/instant.ts';
import { canonicalDecimal, compareDecimals } from '../source/number-text.ts';
import type { FieldType, NumericBounds } from './field-type.ts';

/** What is expected instead of a text in a table, as `a whole number`; undefined where it fits. */
export function cellProblem(text: string, type: FieldType): string | undefined {
  switch (type.kind) {
    case 'string':
      if (type.values !== undefined && !isAmong(text, type.values)) {
        return `one of ${type.values.join(', ')}`;
      }
      if (Array.from(text).length > (type.maxLength ?? Number.POSITIVE_INFINITY)) {
        return `a text of at most ${type.maxLength} characters`;
      }
      if (Array.from(text).length < (type.minLength ?? 0)) {
        return `a text of at least ${type.minLength} characters`;
      }
      return type.pattern === undefined || matches(text, type.pattern)
        ? undefined
        : `a text like ${type.pattern}`;
    case 'integer':
      return /^-?\d{1,40}$/.test(text) ? boundsProblem(text, type) : 'a whole number';
    case 'number':
      return canonicalDecimal(text) === undefined ? 'a number' : boundsProblem(text, type);
    case 'boolean':
      return text === 'true' || text === 'false' ? undefined : 'true or false';
    case 'timestamp':
      return isInstant(text) ? undefined : 'a time with offset as 2025-01-31T06:00:00Z';
    case 'date':
      return isDay(text) ? undefined : 'a day as 2025-01-31';
    case 'time':
      return /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(text)
        ? undefined
        : 'a time of day as 06:00:00';
    default:
      return undefined;
  }
}

/** One set per list: a manifest may have 50,000 rows. Numbers are canonical on both sides. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>();

function isAmong(text: string, values: readonly string[]): boolean {
  const known = sets.get(values) ?? new Set(values);
  sets.set(values, known);
  return known.has(text);
}

/** Patterns were judged before: one that could run away has refused the dataset already. */
function matches(text: string, pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

function boundsProblem(text: string, bounds: NumericBounds): string | undefined {
  const value = canonicalDecimal(text) ?? text;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, values } = bounds;
  if (minimum !== undefined && compareDecimals(value, minimum) < 0) return `at least ${minimum}`;
  if (maximum !== undefined && compareDecimals(value, maximum) > 0) return `at most ${maximum}`;
  if (exclusiveMinimum !== undefined && compareDecimals(value, exclusiveMinimum) <= 0) {
    return `more than ${exclusiveMinimum}`;
  }
  if (exclusiveMaximum !== undefined && compareDecimals(value, exclusiveMaximum) >= 0) {
    return `less than ${exclusiveMaximum}`;
  }
  if (values !== undefined && !isAmong(value, values)) {
    return `one of ${values.join(', ')}`;
  }
  return undefined;
}
