import { hash } from 'node:crypto';

const HASH_BYTES = 16;

/** Fingerprint of a message's bytes: the first 16 bytes of SHA-256. */
export function payloadHash(body: Uint8Array): Buffer {
  return hash('sha256', body, 'buffer').subarray(0, HASH_BYTES);
}

/**
 * Event id of a declared key: UUID version 8 (RFC 9562) over the stream and the key's values per
 * record, as a JSON array, in which no two different keys look alike.
 */
export function keyedEventId(stream: string, keys: readonly (readonly unknown[])[]): Buffer {
  return uuid8(JSON.stringify(['key', stream, keys]));
}

/** Event id of a stream that declares its payload as the key. */
export function payloadEventId(stream: string, hashed: Uint8Array): Buffer {
  return uuid8(JSON.stringify(['payload', stream, hex(hashed)]));
}

/** Event id of a message whose key cannot be read, or that no stream claims: topic and bytes. */
export function unreadableEventId(topic: string, hashed: Uint8Array): Buffer {
  return uuid8(JSON.stringify(['unreadable', topic, hex(hashed)]));
}

/** Name of a message that travels in parts, in hexadecimal. */
export function wholeName(topic: string, hashed: Uint8Array): string {
  return hex(unreadableEventId(topic, hashed));
}

/** Event id of the part at `index` of the message of this name, whatever it holds. */
export function partEventId(whole: string, index: number): Buffer {
  return uuid8(JSON.stringify(['part', whole, index]));
}

function uuid8(text: string): Buffer {
  const bytes = hash('sha256', text, 'buffer').subarray(0, HASH_BYTES);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}
