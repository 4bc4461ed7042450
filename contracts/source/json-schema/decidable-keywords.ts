import type { Json } from '../json.ts';
import { isJsonObject } from './json-object.ts';

/** Keywords that constrain a value and about which the gate's verdict is never `undecided`. */
export const decidableKeywords: ReadonlySet<string> = new Set([
  '$dynamicRef',
  '$ref',
  'additionalProperties',
  'allOf',
  'anyOf',
  'const',
  'dependentRequired',
  'dependentSchemas',
  'else',
  'enum',
  'exclusiveMaximum',
  'exclusiveMinimum',
  'if',
  'items',
  'maxItems',
  'maxLength',
  'maximum',
  'maxProperties',
  'minItems',
  'minLength',
  'minimum',
  'minProperties',
  'multipleOf',
  'not',
  'oneOf',
  'pattern',
  'patternProperties',
  'prefixItems',
  'properties',
  'propertyNames',
  'required',
  'then',
  'type',
  'uniqueItems',
]);

/** Keywords that constrain a value and may leave a verdict open. */
export const beyondKeywords: ReadonlySet<string> = new Set([
  'contains',
  'maxContains',
  'minContains',
  'unevaluatedItems',
  'unevaluatedProperties',
]);

const mostNamePatterns = 6;
/** Larger counterexamples are found as long as the budget lasts. */
const largest: ReadonlyMap<string, number> = new Map([
  ['minItems', 100],
  ['minLength', 1_000],
  ['minProperties', 100],
]);

/**
 * Why a keyword of 2020-12 with that value leaves the decidable subset, as the rest of a sentence;
 * undefined inside it. `isIrregular` tells patterns for which there is no automaton.
 */
export function beyondDecision(
  keyword: string,
  value: Json,
  isIrregular: (pattern: string) => boolean,
): string | undefined {
  if (beyondKeywords.has(keyword)) return `'${keyword}' is decided in many cases, not in all`;
  const irregular = (pattern: string) =>
    `the pattern ${pattern} looks around, refers back or unfolds too far`;
  if (keyword === 'pattern' && typeof value === 'string') {
    return isIrregular(value) ? irregular(value) : undefined;
  }
  if (keyword === 'patternProperties' && isJsonObject(value)) {
    const patterns = Object.keys(value);
    if (patterns.length > mostNamePatterns) return `more than ${mostNamePatterns} patterns overlap`;
    const first = patterns.find(isIrregular);
    return first === undefined ? undefined : irregular(first);
  }
  const most = largest.get(keyword);
  return most !== undefined && typeof value === 'number' && value > most
    ? `'${keyword}' asks for a counterexample of more than ${most}`
    : undefined;
}
