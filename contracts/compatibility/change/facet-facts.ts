import type { FieldType, NumericBounds, StringType } from '../../model/field-type.ts';
import { canonicalDecimal } from '../../source/number-text.ts';
import { contains } from '../containment/contains.ts';
import type { Direction } from './change-fact.ts';
import { rangeChange, rangeText } from './numeric-range.ts';
import { type FactBody, textOr } from './stated-fact.ts';

/** What differs in the limits of two types of the same kind: values, ranges, lengths, patterns. */
export function facetFacts(before: FieldType, after: FieldType): readonly FactBody[] {
  if (before.kind === 'string' && after.kind === 'string') {
    return [
      ...valueFacts(before.values, after.values),
      ...lengthFacts(before, after),
      ...patternFacts(before, after),
      ...formatFacts(before, after),
    ];
  }
  if (before.kind === 'boolean' && after.kind === 'boolean') {
    return valueFacts(before.values?.map(String), after.values?.map(String));
  }
  if (isNumeric(before) && isNumeric(after)) {
    const isInteger = before.kind === 'integer' && after.kind === 'integer';
    return [
      ...valueFacts(numbers(before.values), numbers(after.values)),
      ...rangeFacts(before, after, isInteger),
    ];
  }
  return [];
}

function isNumeric(type: FieldType): type is FieldType & NumericBounds {
  return type.kind === 'integer' || type.kind === 'number';
}

function numbers(values: readonly string[] | undefined): readonly string[] | undefined {
  return values?.map((value) => canonicalDecimal(value) ?? value);
}

function valueFacts(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): readonly FactBody[] {
  if (before === undefined || after === undefined) {
    const listed = before ?? after;
    if (listed === undefined) return [];
    const direction = before === undefined ? 'tightened' : 'loosened';
    return [{ kind: 'values-changed', direction, added: [], removed: [], listed }];
  }
  const added = after.filter((value) => !before.includes(value));
  const removed = before.filter((value) => !after.includes(value));
  if (added.length === 0 && removed.length === 0) return [];
  const direction: Direction =
    removed.length === 0 ? 'loosened' : added.length === 0 ? 'tightened' : 'changed';
  return [{ kind: 'values-changed', direction, added, removed }];
}

function rangeFacts(
  before: NumericBounds,
  after: NumericBounds,
  isInteger: boolean,
): readonly FactBody[] {
  const direction = rangeChange(before, after, isInteger);
  if (direction === undefined) return [];
  const texts = { before: rangeText(before), after: rangeText(after) };
  return [{ kind: 'range-changed', direction, ...texts }];
}

function lengthFacts(before: StringType, after: StringType): readonly FactBody[] {
  const bounds = ({ minLength, maxLength }: StringType): NumericBounds => ({
    minimum: String(minLength ?? 0),
    ...(maxLength === undefined ? {} : { maximum: String(maxLength) }),
  });
  const direction = rangeChange(bounds(before), bounds(after), true);
  if (direction === undefined) return [];
  const texts = { before: lengthText(before), after: lengthText(after) };
  return [{ kind: 'length-changed', direction, ...texts }];
}

function lengthText({ minLength = 0, maxLength }: StringType): string {
  if (maxLength === undefined) return minLength === 0 ? 'any length' : `at least ${minLength}`;
  if (minLength === maxLength) return `${minLength}`;
  return minLength === 0 ? `up to ${maxLength}` : `${minLength} to ${maxLength}`;
}

/** Decided over the texts that the lengths leave: a pattern that differs beyond them says the same. */
function patternFacts(before: StringType, after: StringType): readonly FactBody[] {
  if (before.pattern === after.pattern) return [];
  const old = schemaOf(before);
  const now = schemaOf(after);
  const backward = contains(old, { pattern: after.pattern ?? '' });
  const forward = contains(now, { pattern: before.pattern ?? '' });
  const texts = {
    before: textOr(before.pattern, 'any text'),
    after: textOr(after.pattern, 'any text'),
  };
  const shown = { kind: 'pattern-changed', ...texts } as const;
  if (backward.verdict === 'undecided' || forward.verdict === 'undecided') {
    const witness = witnessOf(backward) ?? witnessOf(forward);
    const direction =
      backward.verdict === forward.verdict ? 'undecided' : partly(backward, forward);
    return [{ ...shown, direction, ...witness }];
  }
  const isWider = backward.verdict === 'contained';
  const isNarrower = forward.verdict === 'contained';
  if (isWider && isNarrower) return [{ ...shown, direction: 'equivalent' }];
  const direction = isWider ? 'loosened' : isNarrower ? 'tightened' : 'changed';
  return [{ ...shown, direction, ...(witnessOf(backward) ?? witnessOf(forward)) }];
}

type Verdict = ReturnType<typeof contains>;

/** One way is open: what is certain is only that the other is no proof of equality. */
function partly(backward: Verdict, forward: Verdict): 'undecided' | 'changed' {
  const verdicts = [backward.verdict, forward.verdict];
  return verdicts.includes('not-contained') ? 'changed' : 'undecided';
}

function witnessOf(verdict: Verdict): { readonly witness: string } | undefined {
  if (verdict.verdict !== 'not-contained') return undefined;
  const { counterexample } = verdict;
  return typeof counterexample === 'string' ? { witness: counterexample } : undefined;
}

function schemaOf({ pattern, minLength, maxLength }: StringType) {
  return {
    type: 'string',
    ...(pattern === undefined ? {} : { pattern }),
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
  };
}

function formatFacts(before: StringType, after: StringType): readonly FactBody[] {
  if (before.format === after.format) return [];
  const direction: Direction =
    before.format === undefined ? 'tightened' : after.format === undefined ? 'loosened' : 'changed';
  const texts = {
    before: textOr(before.format, 'no format'),
    after: textOr(after.format, 'no format'),
  };
  return [{ kind: 'format-changed', direction, ...texts }];
}
