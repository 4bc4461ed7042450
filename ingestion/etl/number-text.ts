import { SourceNumber } from '../json/exact-json.ts';

/** The digits of a parsed number; undefined where the value is none. */
export function numberText(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
  return value instanceof SourceNumber ? value.text : undefined;
}

const MAX_EXPONENT = 1000;

/**
 * Digits that an integer type reads: JSON Schema calls 1.0 and 1e3 integers, PostgreSQL's integer
 * input does not. Anything that is no whole number comes back as it is, for the store to refuse.
 */
export function integerText(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match ?? [];
  if (match === null || (fraction === '' && exponentText === '0')) return text;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > MAX_EXPONENT) return text;
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point < 0 || /[1-9]/.test(digits.slice(point))) return text;
  const integer = digits
    .slice(0, point)
    .padEnd(point, '0')
    .replace(/^0+(?=\d)/, '');
  return integer === '' || integer === '0' ? '0' : sign + integer;
}
