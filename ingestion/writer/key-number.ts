import { holdsDigitRun } from '../json/digit-run.ts';

/** A double carries 15 significant digits whatever they are. */
const SAFE_DIGITS = 15;

/** Below this, doubles have fewer digits and end in zero. */
const SMALLEST_FULL = 1e-290;

/**
 * True when `value`, read from `text` by JSON.parse, may have been written with other digits than
 * the double's own. Only numbers in `text` that read as this very double count, so long digits in
 * other members cost a look and no slower parse.
 */
export function mayHaveLostDigits(value: number, text: string): boolean {
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return true;
  if (Math.abs(value) < SMALLEST_FULL && /[eE]-\d{3}/.test(text)) return true;
  if (!holdsDigitRun(text, SAFE_DIGITS + 1)) return false;
  if (Number.isInteger(value) && !mayBeRounded(Math.abs(value), text)) return false;
  const own = canonicalNumber(String(value));
  for (const [written] of text.matchAll(/-?(?<![\d.])[\d.]{16,}(?:[eE][-+]?\d+)?/g)) {
    if (Number(written) === value && canonicalNumber(written) !== own) return true;
  }
  return false;
}

/** False where no fraction in `text` begins with this whole number or the one below. */
function mayBeRounded(whole: number, text: string): boolean {
  return text.includes(`${whole}.`) || text.includes(`${whole - 1}.`) || /\d[eE][-+]?\d/.test(text);
}

/**
 * One key value per number, however it is spelled: the double where it has the digits that were
 * written, else those digits.
 */
export function numberKey(text: string): number | { readonly number: string } {
  const value = Number(text);
  const number = canonicalNumber(text);
  return Number.isFinite(value) && canonicalNumber(String(value)) === number ? value : { number };
}

/** Digits without zeros at either end, and an exponent where there is one: `15e-1`, `-2e3`, `0`. */
function canonicalNumber(text: string): string {
  const [mantissa = '', exponentText = '0'] = text.split(/[eE]/);
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + fraction;
  let start = 0;
  let end = digits.length;
  while (digits[start] === '0') start += 1;
  while (end > start && digits[end - 1] === '0') end -= 1;
  if (start === end) return '0';
  const exponent = Number(exponentText) - fraction.length + digits.length - end;
  const sign = mantissa.startsWith('-') ? '-' : '';
  return `${sign}${digits.slice(start, end)}${exponent === 0 ? '' : `e${exponent}`}`;
}
