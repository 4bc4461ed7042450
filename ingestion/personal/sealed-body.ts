import { decrypt } from './decrypt.ts';
import { encrypt, SEALED } from './encrypt.ts';
import { encryptionKeys } from './personal-keys.ts';

/** Where a message came in, and why its whole body was encrypted. */
export interface SealPlace {
  /** The id of the stream that claimed it; `NO_STREAM` where none did. */
  readonly stream: string;
  readonly topic: string;
  /**
   * `ahead`: no contract of its major was known. `unclear`: nobody could tell what of it is personal.
   */
  readonly because: SealCause;
}

export type SealCause = 'ahead' | 'unclear';

/** Of what no stream claims; no dataset has this id. */
export const NO_STREAM = '';

const LENGTH_BYTES = 4;

/**
 * Encrypts a message's whole body so that it opens for its stream, topic and cause alone: who copies
 * the text to another topic does not get it read.
 */
export function sealBody(body: Uint8Array, place: SealPlace, key: Uint8Array): Buffer {
  const topic = Buffer.from(place.topic);
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(topic.byteLength);
  const purpose = purposeOf(place);
  return Buffer.from(
    encrypt(
      Buffer.concat([length, topic, body]),
      Buffer.from(purpose),
      encryptionKeys(key),
      purpose,
    ),
  );
}

/**
 * The topic and the body of what `sealBody` made for this stream and cause. The caller compares the
 * topic with that of the message. Undefined for everything else, whatever it looks like.
 */
export function openBody(
  sealed: Uint8Array,
  place: Pick<SealPlace, 'stream' | 'because'>,
  key: Uint8Array,
): { readonly topic: string; readonly body: Buffer } | undefined {
  const framed = decrypt(Buffer.from(sealed).toString('latin1'), [key], purposeOf(place));
  if (framed === undefined) return undefined;
  const end = LENGTH_BYTES + framed.readUInt32BE(0);
  return { topic: framed.toString('utf8', LENGTH_BYTES, end), body: framed.subarray(end) };
}

function purposeOf({ stream, because }: Pick<SealPlace, 'stream' | 'because'>): string {
  return `body ${because} ${stream}`;
}

/** How every text begins that this key has encrypted; tells which key a text needs. */
export function sealedWith(key: Uint8Array): string {
  return `${SEALED}${encryptionKeys(key).id}:`;
}
