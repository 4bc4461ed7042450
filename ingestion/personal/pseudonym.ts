import { createHmac } from 'node:crypto';
import { stringValue } from '../json/json-token.ts';
import { numberKey } from '../writer/key-number.ts';

/** Marks a pseudonym and the version of its form. */
const PSEUDONYM = 'tundish:p1:';

/**
 * `tundish:p1:` and a keyed hash of a JSON value (HMAC-SHA-256, RFC 2104, in base64url): the same for
 * the same value in every stream of the plant, however it is escaped or its number spelled, so that
 * records can still be joined. Without the key nobody can try names until one fits.
 */
export function pseudonym(source: string, key: Uint8Array): string {
  const hashed = createHmac('sha256', key).update(PSEUDONYM + canonical(source));
  return PSEUDONYM + hashed.digest('base64url');
}

function canonical(source: string): string {
  switch (source[0]) {
    case '"':
      return JSON.stringify(stringValue(source));
    case '{':
    case '[':
    case 't':
    case 'f':
      return source;
    default:
      return JSON.stringify(numberKey(source));
  }
}
