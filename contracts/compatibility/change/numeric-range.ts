import type { NumericBounds } from '../../model/field-type.ts';
import { canonicalDecimal, compareDecimals } from '../../source/number-text.ts';
import type { Direction } from './change-fact.ts';

/** The end of a range: its value, and whether the value itself is outside. */
interface End {
  readonly value: string;
  readonly isOpen: boolean;
}

interface Range {
  readonly from?: End;
  readonly to?: End;
}

/** What a number may be: `from 0 to below 400.5`, `any number`. */
export function rangeText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: NumericBounds) {
  const { from, to } = rangeOf({
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    ...(exclusiveMinimum === undefined ? {} : { exclusiveMinimum }),
    ...(exclusiveMaximum === undefined ? {} : { exclusiveMaximum }),
  });
  const low = from === undefined ? '' : from.isOpen ? `above ${from.value}` : `from ${from.value}`;
  if (to === undefined) return low === '' ? 'any number' : low;
  const high = to.isOpen ? `below ${to.value}` : to.value;
  if (low !== '') return `${low} to ${high}`;
  return to.isOpen ? high : `up to ${high}`;
}

/** How a range moved; undefined where both allow the same numbers. */
export function rangeChange(
  before: NumericBounds,
  after: NumericBounds,
  isInteger: boolean,
): Direction | undefined {
  const old = isInteger ? ofIntegers(rangeOf(before)) : rangeOf(before);
  const now = isInteger ? ofIntegers(rangeOf(after)) : rangeOf(after);
  const low = -orderOfEnds(old.from, now.from, -1);
  const high = orderOfEnds(old.to, now.to, 1);
  // Above 0: the end lies further out now.
  const moves = [low, high].filter((move) => move !== 0);
  if (moves.length === 0) return undefined;
  if (moves.every((move) => move > 0)) return 'loosened';
  return moves.every((move) => move < 0) ? 'tightened' : 'changed';
}

function rangeOf(bounds: NumericBounds): Range {
  const from = tighter(bounds.minimum, bounds.exclusiveMinimum, 1);
  const to = tighter(bounds.maximum, bounds.exclusiveMaximum, -1);
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function tighter(closed: string | undefined, open: string | undefined, sign: 1 | -1) {
  const inside = closed === undefined ? undefined : canonicalDecimal(closed);
  const outside = open === undefined ? undefined : canonicalDecimal(open);
  if (outside === undefined) {
    return inside === undefined ? undefined : { value: inside, isOpen: false };
  }
  const isInsideTighter = inside !== undefined && sign * compareDecimals(inside, outside) > 0;
  return isInsideTighter ? { value: inside, isOpen: false } : { value: outside, isOpen: true };
}

/** `above 0` and `from 1` are the same integers. */
function ofIntegers({ from, to }: Range): Range {
  return {
    ...(from === undefined ? {} : { from: wholeEnd(from, 1n) }),
    ...(to === undefined ? {} : { to: wholeEnd(to, -1n) }),
  };
}

function wholeEnd({ value, isOpen }: End, inwards: 1n | -1n): End {
  const [whole = '0', fraction] = value.split('.');
  let number = BigInt(whole);
  if (fraction === undefined)
    return { value: String(isOpen ? number + inwards : number), isOpen: false };
  // The text is cut towards zero: one step on where that leads out of the range.
  const isNegative = value.startsWith('-');
  if (inwards > 0n && !isNegative) number += 1n;
  if (inwards < 0n && isNegative) number -= 1n;
  return { value: String(number), isOpen: false };
}

/**
 * How an end moved along the numbers, times `sign` away from the middle: 1 is up. An end that is
 * not there is infinitely far out.
 */
function orderOfEnds(before: End | undefined, after: End | undefined, sign: 1 | -1): number {
  if (before === undefined || after === undefined) {
    if (before === after) return 0;
    return after === undefined ? sign : -sign;
  }
  const order = compareDecimals(after.value, before.value);
  if (order !== 0) return Math.sign(order);
  if (before.isOpen === after.isOpen) return 0;
  return after.isOpen ? -sign : sign;
}
