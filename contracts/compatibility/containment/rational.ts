/** An exact number `numerator / denominator`, reduced, with a denominator above 0. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b < 0n ? -b : b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

export function rational(numerator: bigint, denominator = 1n): Rational {
  const shared = gcd(numerator, denominator) || 1n;
  return { numerator: numerator / shared, denominator: denominator / shared };
}

/** The number that the shortest decimal text of a double stands for: 0.1 is one tenth. */
export function rationalOf(value: number): Rational {
  const exact = rationalOfText(String(value));
  if (exact === undefined) throw new RangeError('a number of JSON is finite');
  return exact;
}

const largestExponent = 2_000;

/** The number that a text of JSON stands for; undefined where its exponent is beyond all measure. */
export function rationalOfText(text: string): Rational | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null || text.length > largestExponent) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const shift = Number(exponent) - fraction.length;
  if (Math.abs(shift) > largestExponent) return undefined;
  return shift >= 0
    ? rational(digits * 10n ** BigInt(shift))
    : rational(digits, 10n ** BigInt(-shift));
}

/** The double whose shortest text is exactly this number; undefined where there is none. */
export function doubleOf(value: Rational): number | undefined {
  const double = decimalDouble(value);
  if (double === undefined || !Number.isFinite(double)) return undefined;
  return compare(rationalOf(double), value) === 0 ? double : undefined;
}

function decimalDouble({ numerator, denominator }: Rational): number | undefined {
  let power = 0;
  let scale = 1n;
  while (scale % denominator !== 0n) {
    power += 1;
    scale *= 10n;
    if (power > 330) return undefined;
  }
  return Number(`${numerator * (scale / denominator)}e-${power}`);
}

export function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function times(a: Rational, factor: bigint): Rational {
  return rational(a.numerator * factor, a.denominator);
}

export function plus(a: Rational, b: Rational): Rational {
  return rational(
    a.numerator * b.denominator + b.numerator * a.denominator,
    a.denominator * b.denominator,
  );
}

export function isMultiple(value: Rational, of: Rational): boolean {
  return (value.numerator * of.denominator) % (value.denominator * of.numerator) === 0n;
}

/** The smallest number above 0 that both divide; both are above 0. */
export function leastCommonMultiple(a: Rational, b: Rational): Rational {
  const x = a.numerator * b.denominator;
  const y = b.numerator * a.denominator;
  return rational((x / gcd(x, y)) * y, a.denominator * b.denominator);
}

/** The largest whole number of steps that is not above the value. */
export function floorSteps(value: Rational, step: Rational): bigint {
  const top = value.numerator * step.denominator;
  const bottom = value.denominator * step.numerator;
  const quotient = top / bottom;
  return top % bottom !== 0n && top < 0n ? quotient - 1n : quotient;
}
