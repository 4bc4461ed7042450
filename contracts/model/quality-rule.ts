import type { Place } from '../finding.ts';

/** What ODCS compares a metric or a query's result with. */
export const qualityOperators = [
  'mustBe',
  'mustNotBe',
  'mustBeGreaterThan',
  'mustBeGreaterOrEqualTo',
  'mustBeLessThan',
  'mustBeLessOrEqualTo',
  'mustBeBetween',
  'mustNotBeBetween',
] as const;

/** One ODCS quality entry, as far as the platform runs or shows it. */
export interface QualityRule {
  readonly kind: 'text' | 'library' | 'sql' | 'custom';
  readonly name?: string;
  readonly description?: string;
  readonly dimension?: string;
  readonly severity?: string;
  /** Field path, or undefined for a rule over the dataset. */
  readonly field?: string;
  readonly metric?: string;
  readonly query?: string;
  readonly operator?: string;
  /** The operator's operand as decimal texts; two for `mustBeBetween`. */
  readonly operands?: readonly string[];
  /** Allowed values of an `invalidValues` rule. */
  readonly validValues?: readonly string[];
  readonly unit?: 'rows' | 'percent';
  readonly place: Place;
}
