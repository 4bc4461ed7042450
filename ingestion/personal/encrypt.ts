import { createCipheriv, createHmac } from 'node:crypto';
import type { EncryptionKeys } from './personal-keys.ts';

/** Marks an encrypted text and the version of its format. */
export const SEALED = 'tundish:e1:';

export const IV_BYTES = 12;
export const TAG_BYTES = 16;

/**
 * Encrypts bytes as `tundish:e1:<key id>:<base64url of IV, ciphertext and tag>` with AES-256-GCM
 * (NIST SP 800-38D). The same bytes in the same context give the same text, since a message that is
 * sent again must be found to be the same message; so the IV is no random number but a keyed hash of
 * context and bytes, as in SIV (Rogaway and Shrimpton, "Deterministic Authenticated-Encryption",
 * 2006; RFC 5297). What differs in either has another IV, as far as 96 bits tell 2^32 texts per key
 * apart. A context that holds the whole message hides that two messages carry the same value. What was
 * made for a purpose opens for that purpose alone; values of fields have none.
 */
export function encrypt(
  bytes: Uint8Array,
  context: Uint8Array,
  keys: EncryptionKeys,
  purpose = '',
): string {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(context.byteLength));
  const iv = createHmac('sha256', keys.iv)
    .update(length)
    .update(context)
    .update(bytes)
    .digest()
    .subarray(0, IV_BYTES);
  const header = `${SEALED}${keys.id}:`;
  const cipher = createCipheriv('aes-256-gcm', keys.cipher, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(header + purpose));
  const sealed = Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  return header + sealed.toString('base64url');
}

const SEALED_BYTES = Buffer.from(SEALED);

/** True for a text that looks like one encrypted text: no JSON begins so. Anybody can write one. */
export function isSealed(body: Uint8Array): boolean {
  return (
    body.byteLength > SEALED_BYTES.byteLength &&
    SEALED_BYTES.equals(body.subarray(0, SEALED_BYTES.byteLength))
  );
}
