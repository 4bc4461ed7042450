import { isUtf8 } from 'node:buffer';
import { holdsDigitRun } from './digit-run.ts';
import { findJsonDefect, type JsonDefect, MAX_DEPTH } from './json-defects.ts';

/** What the bytes of a message are, and whether JSONB would keep them as they are. */
export type Decoded =
  | {
      readonly kind: 'json';
      readonly value: unknown;
      readonly text: string;
      /** Present where JSONB refuses or changes the text. */
      readonly defect?: JsonDefect;
    }
  | { readonly kind: 'unreadable'; readonly reason: 'not-utf8' | 'not-json' };

/**
 * Reads the bytes of a message. A byte order mark is no JSON (RFC 8259 §8.1). Cheap tests may suspect
 * too much, never too little; only what they suspect is read token by token.
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
  const defect = isSuspect(text, value) ? findJsonDefect(text) : undefined;
  return { kind: 'json', value, text, ...(defect === undefined ? {} : { defect }) };
}

/** A number beyond numeric without four digits of exponent has at least this many digits. */
const LONGEST_ORDINARY_NUMBER = 15_000;

function isSuspect(text: string, value: unknown): boolean {
  const keys = countKeys(value, 1);
  return (
    keys === TOO_DEEP ||
    !everyMemberHasItsKey(text, keys) ||
    (text.includes('\\u') && /\\u(?:0000|[dD][89a-fA-F])/.test(text)) ||
    /\d[eE][-+]?\d{4}/.test(text) ||
    holdsDigitRun(text, LONGEST_ORDINARY_NUMBER)
  );
}

const TOO_DEEP = -1;

/** Keys of all objects below `value`, or TOO_DEEP. */
function countKeys(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > MAX_DEPTH) return TOO_DEEP;
  let count = 0;
  const isArray = Array.isArray(value);
  for (const item of isArray ? value : Object.values(value)) {
    if (!isArray) count += 1;
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
