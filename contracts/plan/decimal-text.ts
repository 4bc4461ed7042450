/** A JSON number's exact value: `digits` x 10^`exponent`, without leading or trailing zeros. */
export interface Decimal {
  readonly negative: boolean;
  /** Empty for zero. */
  readonly digits: string;
  readonly exponent: number;
}

/** Beyond this many places a bound is no honest limit of a plant's value, only a hazard. */
const MOST_PLACES = 300;

/** Reads a JSON number text; undefined for other text and for absurd sizes. */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > 2 * MOST_PLACES) return undefined;
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { negative: false, digits: '', exponent: 0 };
  const exponent = Number(power) - fraction.length + (all.length - digits.length);
  if (Math.abs(exponent) > MOST_PLACES || digits.length > MOST_PLACES) return undefined;
  return { negative: sign === '-', digits, exponent };
}

/** The plain decimal spelling, without exponent: a literal that SQL reads exactly. */
export function decimalText(value: Decimal): string {
  if (value.digits === '') return '0';
  const sign = value.negative ? '-' : '';
  if (value.exponent >= 0) return `${sign}${value.digits}${'0'.repeat(value.exponent)}`;
  const point = value.digits.length + value.exponent;
  return point > 0
    ? `${sign}${value.digits.slice(0, point)}.${value.digits.slice(point)}`
    : `${sign}0.${'0'.repeat(-point)}${value.digits}`;
}

/** True when the value, rounded towards zero, is a bigint; false for text that is no number. */
export function fitsBigint(text: string): boolean {
  const value = parseDecimal(text);
  if (value === undefined) return false;
  const whole = BigInt(decimalText(value).split('.')[0] ?? '0');
  return whole >= -(2n ** 63n) && whole <= 2n ** 63n - 1n;
}
