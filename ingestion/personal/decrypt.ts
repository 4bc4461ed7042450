import { createDecipheriv } from 'node:crypto';
import { IV_BYTES, SEALED, TAG_BYTES } from './encrypt.ts';
import { encryptionKeys } from './personal-keys.ts';

/**
 * The bytes of a text that the platform encrypted: of a field the JSON text of its value (a name
 * with its quotes). `purpose` is what it was made for; `sealed-body.ts` opens whole messages. `keys` are the plant's encryption keys, the present
 * one and earlier ones; each is tried only for texts that name it. Undefined where none of them fits,
 * or the text is no encrypted one or was altered.
 */
export function decrypt(
  text: string,
  keys: readonly Uint8Array[],
  purpose = '',
): Buffer | undefined {
  const match = /^tundish:e1:([0-9a-f]{8}):([A-Za-z0-9_-]+)$/.exec(text);
  const [, id = '', content = ''] = match ?? [];
  const key = keys.map(encryptionKeys).find((derived) => derived.id === id);
  if (match === null || key === undefined) return undefined;
  const sealed = Buffer.from(content, 'base64url');
  if (sealed.byteLength < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', key.cipher, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(`${SEALED}${id}:${purpose}`));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
  } catch {
    return undefined;
  }
}
