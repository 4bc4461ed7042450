import { createHmac, hkdfSync } from 'node:crypto';

/** The two keys of a plant, 32 random bytes each. Whoever holds neither learns no personal value. */
export interface PersonalKeys {
  /** Undefined where no stream pseudonymises. */
  readonly pseudonymKey: Uint8Array | undefined;
  readonly encryptionKey: Uint8Array;
}

const KEY_BYTES = 32;

/** What an encryption key is used as: one key per purpose (NIST SP 800-108), from RFC 5869. */
export interface EncryptionKeys {
  /** Eight hex digits that tell which key a text needs, and nothing about the key. */
  readonly id: string;
  readonly cipher: Buffer;
  readonly iv: Buffer;
}

const derivedKeys = new WeakMap<Uint8Array, EncryptionKeys>();

/** Derives what encryption needs. @throws RangeError where the key has not 32 bytes. */
export function encryptionKeys(key: Uint8Array): EncryptionKeys {
  let derived = derivedKeys.get(key);
  if (derived === undefined) {
    derived = deriveFrom(key);
    derivedKeys.set(key, derived);
  }
  return derived;
}

function deriveFrom(key: Uint8Array): EncryptionKeys {
  if (key.byteLength !== KEY_BYTES)
    throw new RangeError(`an encryption key has ${KEY_BYTES} bytes`);
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', key, '', `tundish e1 ${purpose}`, KEY_BYTES));
  return {
    id: createHmac('sha256', key).update('tundish key id').digest('hex').slice(0, 8),
    cipher: derive('cipher'),
    iv: derive('iv'),
  };
}
