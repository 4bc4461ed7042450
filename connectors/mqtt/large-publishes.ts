/** A PUBLISH whose payload was passed over. */
export interface LargePublish {
  readonly topic: string;
  /** Undefined at QoS 0. */
  readonly messageId: number | undefined;
  /** Of the packet behind its fixed header. */
  readonly bytes: number;
}

const PUBLISH = 3;
/** A packet's length has four bytes at most (MQTT 5.0, 1.5.5). */
const LONGEST_HEADER = 5;
/** Topic with its length, and packet id. */
const MOST_NAMED = 2 + 65_535 + 2;

/**
 * Passes a stream of packets on, except for each PUBLISH of more than `limit` bytes: a codec holds
 * a packet until it is whole, so one message of 256 MB would be a buffer of as much. Its topic and
 * id are told at its end, its payload is never kept. Asking the broker not to send such packets
 * (Maximum Packet Size) would be no answer: it discards them without telling anybody.
 */
export function passOverLarge(
  limit: number,
  pass: (bytes: Buffer) => void,
  onLarge: (publish: LargePublish) => void,
): (chunk: Buffer) => void {
  /** The beginning of a fixed header that the last chunk did not hold whole. */
  let held = Buffer.alloc(0);
  /** Bytes of the current packet that are to come. */
  let left = 0;
  let large: { readonly qos: number; readonly bytes: number; head: Buffer } | undefined;

  return (received) => {
    const chunk = held.byteLength === 0 ? received : Buffer.concat([held, received]);
    held = Buffer.alloc(0);
    let passFrom = 0;
    let at = 0;
    const passUntil = (end: number): void => {
      if (end > passFrom) pass(chunk.subarray(passFrom, end));
    };
    while (at < chunk.byteLength) {
      if (left === 0) {
        const header = readHeader(chunk, at);
        if (header === undefined) {
          passUntil(at);
          held = Buffer.from(chunk.subarray(at));
          return;
        }
        left = header.length;
        if (header.type === PUBLISH && header.length > limit) {
          passUntil(at);
          large = { qos: header.qos, bytes: header.length, head: Buffer.alloc(0) };
        }
        at += header.bytes;
        if (large !== undefined) passFrom = at;
        continue;
      }
      const end = Math.min(chunk.byteLength, at + left);
      left -= end - at;
      if (large !== undefined) {
        const wanted = Math.min(end, at + MOST_NAMED - large.head.byteLength);
        if (wanted > at) large.head = Buffer.concat([large.head, chunk.subarray(at, wanted)]);
        passFrom = end;
        if (left === 0) {
          onLarge(named(large));
          large = undefined;
        }
      }
      at = end;
    }
    passUntil(at);
  };
}

/** Undefined where it is not whole yet. A length that is none is left to the codec to refuse. */
function readHeader(
  chunk: Buffer,
  at: number,
):
  | {
      readonly type: number;
      readonly qos: number;
      readonly bytes: number;
      readonly length: number;
    }
  | undefined {
  const first = chunk[at] ?? 0;
  let length = 0;
  for (let bytes = 1; bytes < LONGEST_HEADER; bytes += 1) {
    const byte = chunk[at + bytes];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** (bytes - 1);
    if (byte < 0x80 || bytes + 1 === LONGEST_HEADER) {
      return { type: first >> 4, qos: (first >> 1) & 3, bytes: bytes + 1, length };
    }
  }
  return undefined;
}

function named({
  qos,
  bytes,
  head,
}: {
  readonly qos: number;
  readonly bytes: number;
  readonly head: Buffer;
}): LargePublish {
  const topicEnd = 2 + head.readUInt16BE(0);
  return {
    topic: head.toString('utf8', 2, topicEnd),
    messageId: qos === 0 ? undefined : head.readUInt16BE(topicEnd),
    bytes,
  };
}
