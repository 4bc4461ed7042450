import { isUtf8 } from 'node:buffer';
import { countMembers, holdsExtremeNumber, MOST_FRACTION_DIGITS } from './json-text.ts';

/** What the bytes of a message are, and whether JSONB would keep them as they are. */
export type Decoded =
  | {
      readonly kind: 'json';
      readonly value: unknown;
      readonly text: string;
      readonly faithful: true;
    }
  | {
      /** JSON that JSONB refuses or changes: the bytes are kept too. */
      readonly kind: 'json';
      readonly value: unknown;
      readonly text: string;
      readonly faithful: false;
      readonly reason: 'nul' | 'lone-surrogate' | 'duplicate-key' | 'number-range' | 'depth';
    }
  | { readonly kind: 'unreadable'; readonly reason: 'not-utf8' | 'not-json' };

/** JSON nested deeper is kept as bytes. */
const MAX_DEPTH = 64;

/**
 * Reads the bytes of a message. The cheap tests may suspect too much, never too little; what they
 * suspect is looked at character by character.
 */
export function decodeJson(body: Uint8Array): Decoded {
  if (!isUtf8(body)) return { kind: 'unreadable', reason: 'not-utf8' };
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'unreadable', reason: 'not-json' };
  }
  const reason = whyUnfaithful(text, value);
  return reason === undefined
    ? { kind: 'json', value, text, faithful: true }
    : { kind: 'json', value, text, faithful: false, reason };
}

type Reason = Exclude<Extract<Decoded, { faithful: false }>['reason'], undefined>;

function whyUnfaithful(text: string, value: unknown): Reason | undefined {
  const keys = countKeys(value, 1);
  if (keys === TOO_DEEP) return 'depth';
  if (text.includes('\\u')) {
    if (text.includes('\\u0000') && someString(value, (string) => string.includes('\0'))) {
      return 'nul';
    }
    if (/\\u[dD][89a-fA-F]/.test(text) && someString(value, hasLoneSurrogate)) {
      return 'lone-surrogate';
    }
  }
  if (!everyMemberHasItsKey(text, keys) && countMembers(text) !== keys) return 'duplicate-key';
  if (
    (/\d[eE][-+]?\d{4}/.test(text) || text.length > MOST_FRACTION_DIGITS) &&
    holdsExtremeNumber(text)
  ) {
    return 'number-range';
  }
  return undefined;
}

const TOO_DEEP = -1;

/** Keys of all objects below `value`, or TOO_DEEP. */
function countKeys(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > MAX_DEPTH) return TOO_DEEP;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === 'object' && item !== null) {
        const inner = countKeys(item, depth + 1);
        if (inner === TOO_DEEP) return TOO_DEEP;
        count += inner;
      }
    }
    return count;
  }
  for (const item of Object.values(value)) {
    count += 1;
    if (typeof item === 'object' && item !== null) {
      const inner = countKeys(item, depth + 1);
      if (inner === TOO_DEEP) return TOO_DEEP;
      count += inner;
    }
  }
  return count;
}

/**
 * True when a count of `":` already proves that no member was lost to a duplicate key: each member
 * has that pair, a string may hold it too (`\":`), and objects cannot have more keys than members.
 * Only white space before the colon would hide a member from the count.
 */
function everyMemberHasItsKey(text: string, keys: number): boolean {
  if (/"\s+:/.test(text)) return false;
  let count = 0;
  for (let at = text.indexOf('":'); at !== -1; at = text.indexOf('":', at + 2)) count += 1;
  return count === keys;
}

function someString(value: unknown, test: (text: string) => boolean): boolean {
  if (typeof value === 'string') return test(value);
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((item) => someString(item, test));
  return Object.entries(value).some(([name, item]) => test(name) || someString(item, test));
}

function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
