/**
 * A ZIP archive of parts that are not packed: what was measured is what the next reader gets, so
 * that no second reading of the original headers can lead it elsewhere.
 */
export function storedArchive(parts: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const local: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, bytes] of parts) {
    const encoded = new TextEncoder().encode(name);
    const checksum = crc32(bytes);
    const header = record(30, encoded, (view) => {
      view.setUint32(0, 0x04034b50, true);
      fields(view, 4, checksum, bytes.length, encoded.length);
    });
    directory.push(
      record(46, encoded, (view) => {
        view.setUint32(0, 0x02014b50, true);
        view.setUint16(4, 20, true);
        fields(view, 6, checksum, bytes.length, encoded.length);
        view.setUint32(42, offset, true);
      }),
    );
    local.push(header, bytes);
    offset += header.length + bytes.length;
  }
  const size = directory.reduce((sum, entry) => sum + entry.length, 0);
  const end = record(22, new Uint8Array(), (view) => {
    view.setUint32(0, 0x06054b50, true);
    view.setUint16(8, parts.size, true);
    view.setUint16(10, parts.size, true);
    view.setUint32(12, size, true);
    view.setUint32(16, offset, true);
  });
  return Buffer.concat([...local, ...directory, end]);
}

/** The fields that local header and directory entry share, from `version needed` on. */
function fields(view: DataView, at: number, checksum: number, size: number, name: number): void {
  view.setUint16(at, 20, true);
  // Names are UTF-8.
  view.setUint16(at + 2, 0x0800, true);
  view.setUint16(at + 8, 0x21, true);
  view.setUint32(at + 10, checksum, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, name, true);
}

function record(length: number, name: Uint8Array, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length + name.length);
  fill(new DataView(bytes.buffer));
  bytes.set(name, length);
  return bytes;
}

const table = Uint32Array.from({ length: 256 }, (_none, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}
