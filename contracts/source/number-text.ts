/** A number as JSON and YAML write it; groups: sign, integer, fraction, exponent. */
const decimal = /^([-+]?)(\d+|(?=\.\d))(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/;

/**
 * The number in one canonical form without exponent (`-0.00012`, `1500`), so that two texts are
 * equal exactly when the numbers are. Undefined where the text is no decimal number or needs more
 * than 1,000 digits.
 */
export function canonicalDecimal(text: string): string | undefined {
  const match = text.length > 1_000 ? null : decimal.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > 1_000) return undefined;
  const digits = whole + fraction;
  let point = whole.length + exponent;
  const padded = point < 0 ? '0'.repeat(-point) + digits : digits.padEnd(point, '0');
  point = Math.max(point, 0);
  const left = padded.slice(0, point).replace(/^0+/, '') || '0';
  const right = padded.slice(point).replace(/0+$/, '');
  const value = right === '' ? left : `${left}.${right}`;
  return sign === '-' && value !== '0' ? `-${value}` : value;
}

/** The shortest decimal text that reads back as this double, without exponent. */
export function decimalOfDouble(value: number): string {
  return canonicalDecimal(String(value)) ?? String(value);
}

/** True where a double cannot carry the written number: its digits read back differently. */
export function changesAsDouble(text: string): boolean {
  const written = canonicalDecimal(text);
  return written === undefined || written !== canonicalDecimal(String(Number(text)));
}

/** Compares two canonical decimals by value. */
export function compareDecimals(a: string, b: string): number {
  const negativeA = a.startsWith('-');
  const negativeB = b.startsWith('-');
  if (negativeA !== negativeB) return negativeA ? -1 : 1;
  const [wholeA = '', fractionA = ''] = a.replace('-', '').split('.');
  const [wholeB = '', fractionB = ''] = b.replace('-', '').split('.');
  const order =
    wholeA.length - wholeB.length ||
    compare(wholeA, wholeB) ||
    compare(fractionA.padEnd(fractionB.length, '0'), fractionB.padEnd(fractionA.length, '0'));
  // Not -order: equal numbers are 0, never -0.
  return negativeA ? 0 - order : order;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
