import type { RandomSource } from './random-source.ts';

export interface NumberRange {
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
}

export function isInRange(value: number, range: NumberRange): boolean {
  return (
    value >= (range.minimum ?? Number.NEGATIVE_INFINITY) &&
    value <= (range.maximum ?? Number.POSITIVE_INFINITY) &&
    value > (range.exclusiveMinimum ?? Number.NEGATIVE_INFINITY) &&
    value < (range.exclusiveMaximum ?? Number.POSITIVE_INFINITY)
  );
}

function edges(range: NumberRange, width: number): readonly [number, number] {
  const low = Math.max(
    range.minimum ?? Number.NEGATIVE_INFINITY,
    range.exclusiveMinimum ?? Number.NEGATIVE_INFINITY,
  );
  const high = Math.min(
    range.maximum ?? Number.POSITIVE_INFINITY,
    range.exclusiveMaximum ?? Number.POSITIVE_INFINITY,
  );
  if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) return [-width, width];
  if (low === Number.NEGATIVE_INFINITY) return [high - width, high];
  return [low, high === Number.POSITIVE_INFINITY ? low + width : high];
}

/**
 * A number of the range as JSON text: often with more digits than a double carries, sometimes with
 * an exponent, at a bound, zero or negative zero. Its double is in the range.
 */
export function numberText(random: RandomSource, range: NumberRange): string {
  const [low, high] = edges(range, random.pick([10, 1000, 1e12]));
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const text = candidate(random, low, high);
    if (Number.isFinite(Number(text)) && isInRange(Number(text), range)) return text;
  }
  return String((low + high) / 2);
}

function candidate(random: RandomSource, low: number, high: number): string {
  const value = low + random.next() * (high - low);
  switch (random.whole(0, 9)) {
    case 0:
      return String(random.pick([low, high]));
    case 1:
      return random.pick(['0', '-0', '0.0', '0e0', '1E-7', '2.50']);
    case 2:
      return value.toExponential(random.whole(0, 15)).replace('e', random.pick(['e', 'E']));
    case 3:
      return `${value.toFixed(0)}.0`;
    case 4:
    case 5:
      return String(value);
    default: {
      const places = random.whole(1, 6);
      const more = random.chance(0.5) ? digits(random, random.whole(1, 24)) : '';
      return value.toFixed(places) + more;
    }
  }
}

/** A whole number of the range as JSON text, up to what a double can be compared with. */
export function integerText(random: RandomSource, range: NumberRange): string {
  const [low, high] = edges(range, random.pick([10, 1000, 2 ** 60, 1e25]));
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const text = integerCandidate(random, Math.ceil(low), Math.floor(high));
    if (Number.isInteger(Number(text)) && isInRange(Number(text), range)) return text;
  }
  return BigInt(Math.ceil(low)).toString();
}

function integerCandidate(random: RandomSource, low: number, high: number): string {
  const value = BigInt(Math.round(low + random.next() * (high - low))).toString();
  switch (random.whole(0, 19)) {
    case 0:
      return BigInt(random.pick([low, high])).toString();
    case 1:
      return `${value}.0`;
    case 2:
      return random.pick(['0', '-0', '1e3', '1', '-1']);
    default:
      // Digits beyond the double's make a number that only its text carries.
      return value.length > 17 ? value.slice(0, -2) + digits(random, 2) : value;
  }
}

/** The last digit is never 0, so that it counts. */
function digits(random: RandomSource, count: number): string {
  let text = '';
  for (let index = 0; index < count; index += 1) {
    text += index === count - 1 ? random.whole(1, 9) : random.whole(0, 9);
  }
  return text;
}
