import type { QualityRule } from '../../model/quality-rule.ts';
import { canonicalDecimal, compareDecimals } from '../../source/number-text.ts';
import type { Direction } from './change-fact.ts';
import { isSameData } from './same-meaning.ts';

/** What a rule asks, in words: `nullValues of heat_id mustBe 0`. */
export function qualityText(rule: QualityRule): string {
  const { metric, query, operator, operands, validValues, unit, description, kind } = rule;
  const parts = [
    metric ?? query ?? description ?? kind,
    ...(validValues === undefined ? [] : [`of ${validValues.join(', ')}`]),
    ...(operator === undefined ? [] : [`${operator} ${(operands ?? []).join(' and ')}`]),
    ...(unit === undefined ? [] : [unit]),
  ];
  return parts.join(' ').replace(/\s+/g, ' ');
}

/** What a person calls a rule. */
export function qualityName({ name, metric, field, kind }: QualityRule): string {
  if (name !== undefined) return name;
  const what = metric ?? kind;
  return field === undefined ? what : `${what} of ${field}`;
}

/** Tells which rule of before is which of now. */
export function qualityKey(rule: QualityRule): string {
  const { name, kind, field, metric, query } = rule;
  if (name !== undefined) return JSON.stringify([name, field]);
  const what = metric ?? (query === undefined ? undefined : 'query');
  return JSON.stringify([undefined, field, kind, what]);
}

/** What two rules under different names have in common where only the name is another one. */
export function qualityContent(rule: QualityRule): string {
  const { kind, field, metric, query, operator, operands, validValues, unit, severity } = rule;
  return JSON.stringify([
    [kind, field ?? '', metric ?? '', query ?? '', operator ?? '', severity ?? ''],
    [operands ?? [], validValues ?? [], unit ?? ''],
    metric === undefined && query === undefined ? (rule.description ?? '') : '',
  ]);
}

/** How much a failed rule weighs; one that says nothing weighs as an error. */
const weights = ['info', 'warning', 'error'] as const;

function severityChange(before: QualityRule, after: QualityRule): Direction | undefined {
  const weight = ({ severity = 'error' }: QualityRule) =>
    (weights as readonly string[]).indexOf(severity.toLowerCase());
  const [was, is] = [weight(before), weight(after)];
  if (was === is || was < 0 || is < 0) return undefined;
  return is < was ? 'loosened' : 'tightened';
}

/** How a rule moved; undefined where it says the same. */
export function qualityChange(
  before: QualityRule,
  after: QualityRule,
): Direction | 'text' | undefined {
  const core = (rule: QualityRule) => [rule.kind, rule.field, rule.metric, rule.query, rule.unit];
  const words = (rule: QualityRule) => [rule.description, rule.dimension, rule.severity, rule.name];
  const isSameCore = isSameData(core(before), core(after));
  const bound = boundChange(before, after);
  const values = valuesChange(before.validValues, after.validValues);
  if (!isSameCore || bound === 'changed' || values === 'changed') return 'changed';
  const severity = severityChange(before, after);
  const directions = new Set([bound, values, severity].filter((each) => each !== undefined));
  if (directions.size > 1) return 'changed';
  const [direction] = directions;
  if (direction !== undefined) return direction;
  const isSameText =
    isSameData(words(before), words(after)) &&
    isSameData([before.operator, before.operands], [after.operator, after.operands]) &&
    isSameData(before.validValues, after.validValues);
  return isSameText ? undefined : 'text';
}

function valuesChange(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
): Direction | undefined {
  if (before === undefined || after === undefined) {
    if (before === after) return undefined;
    return before === undefined ? 'tightened' : 'loosened';
  }
  const isWider = before.every((value) => after.includes(value));
  const isNarrower = after.every((value) => before.includes(value));
  if (isWider && isNarrower) return undefined;
  return isWider ? 'loosened' : isNarrower ? 'tightened' : 'changed';
}

/** The values that pass: from, to, whether the ends belong to it. */
interface Passing {
  readonly from?: string;
  readonly to?: string;
  readonly opensAt?: boolean;
  readonly opensTo?: boolean;
}

function boundChange(before: QualityRule, after: QualityRule): Direction | undefined {
  const same = isSameData([before.operator, before.operands], [after.operator, after.operands]);
  if (same) return undefined;
  if (before.operator === undefined) return 'tightened';
  if (after.operator === undefined) return 'loosened';
  const old = passing(before);
  const now = passing(after);
  if (old === undefined || now === undefined) return 'changed';
  const wider = isWithin(old, now);
  const narrower = isWithin(now, old);
  if (wider && narrower) return undefined;
  return wider ? 'loosened' : narrower ? 'tightened' : 'changed';
}

function passing({ operator, operands = [] }: QualityRule): Passing | undefined {
  const [first, second] = operands.map(canonicalDecimal);
  if (first === undefined) return undefined;
  switch (operator) {
    case 'mustBe':
      return { from: first, to: first };
    case 'mustBeGreaterThan':
      return { from: first, opensAt: true };
    case 'mustBeGreaterOrEqualTo':
      return { from: first };
    case 'mustBeLessThan':
      return { to: first, opensTo: true };
    case 'mustBeLessOrEqualTo':
      return { to: first };
    case 'mustBeBetween':
      return second === undefined ? undefined : { from: first, to: second };
    default:
      return undefined;
  }
}

function isWithin(inner: Passing, outer: Passing): boolean {
  return (
    reaches(end(outer.from, outer.opensAt), end(inner.from, inner.opensAt), -1) &&
    reaches(end(outer.to, outer.opensTo), end(inner.to, inner.opensTo), 1)
  );
}

interface End {
  readonly value: string | undefined;
  readonly isOpen: boolean;
}

function end(value: string | undefined, isOpen = false): End {
  return { value, isOpen };
}

function reaches(outer: End, inner: End, sign: 1 | -1): boolean {
  if (outer.value === undefined) return true;
  if (inner.value === undefined) return false;
  const order = sign * compareDecimals(outer.value, inner.value);
  return order > 0 || (order === 0 && (!outer.isOpen || inner.isOpen));
}
