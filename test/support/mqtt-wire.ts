import type { WireProxy } from './wire-proxy.ts';

/** Packet ids of the PUBACKs that went through the proxy, as a parser of fixed headers sees them. */
export function pubacks(proxy: WireProxy): readonly number[] {
  const bytes = Buffer.concat(proxy.sent.map((chunk) => chunk.bytes));
  const ids: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const type = (bytes[at] ?? 0) >> 4;
    let length = 0;
    let shift = 0;
    let next = at + 1;
    for (;;) {
      const byte = bytes[next] ?? 0;
      next += 1;
      length |= (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) break;
      shift += 7;
    }
    if (type === 4) ids.push(bytes.readUInt16BE(next));
    at = next + length;
  }
  return ids;
}
