import { inflateRawSync } from 'node:zlib';
import { SpreadsheetRefused, spreadsheetLimits } from './spreadsheet.ts';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const localHeader = 0x04034b50;

/**
 * The parts of a ZIP archive by name, each really inflated and counted, whatever sizes its headers
 * claim. Only what a workbook uses is read: stored and deflated parts, no encryption, no ZIP64.
 * Source: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.3.16.
 * @throws SpreadsheetRefused beyond the limits, or where the bytes are no such archive.
 */
export function unpackArchive(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  if (bytes.length > spreadsheetLimits.bytes)
    throw new SpreadsheetRefused(`the file has more than ${spreadsheetLimits.bytes} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return partsOf(bytes, view);
  } catch (error) {
    if (error instanceof RangeError)
      throw new SpreadsheetRefused('the archive is cut off or damaged');
    throw error;
  }
}

function partsOf(bytes: Uint8Array, view: DataView): ReadonlyMap<string, Uint8Array> {
  const end = directoryEnd(view);
  const count = view.getUint16(end + 10, true);
  if (count > spreadsheetLimits.parts)
    throw new SpreadsheetRefused(`the archive has more than ${spreadsheetLimits.parts} parts`);
  const parts = new Map<string, Uint8Array>();
  let left: number = spreadsheetLimits.inflatedBytes;
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (view.getUint32(at, true) !== directoryEntry)
      throw new SpreadsheetRefused('the archive is cut off or damaged');
    const entry = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      size: view.getUint32(at + 20, true),
      nameLength: view.getUint16(at + 28, true),
      header: view.getUint32(at + 42, true),
    };
    const name = new TextDecoder().decode(slice(bytes, at + 46, entry.nameLength));
    if (!name.endsWith('/')) {
      const part = inflated(packedBytes(bytes, view, entry.header, entry.size), entry, left);
      left -= part.length;
      if (parts.has(name)) throw new SpreadsheetRefused('the archive has a part twice');
      parts.set(name, part);
    }
    at += 46 + entry.nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return parts;
}

function directoryEnd(view: DataView): number {
  const earliest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= earliest; at -= 1) {
    if (view.getUint32(at, true) === endOfDirectory) return at;
  }
  throw new SpreadsheetRefused('the file is no workbook (.xlsx)');
}

function packedBytes(bytes: Uint8Array, view: DataView, header: number, size: number): Uint8Array {
  if (view.getUint32(header, true) !== localHeader)
    throw new SpreadsheetRefused('the archive is cut off or damaged');
  const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  return slice(bytes, start, size);
}

function slice(bytes: Uint8Array, start: number, length: number): Uint8Array {
  if (start + length > bytes.length) throw new RangeError('beyond the end');
  return bytes.subarray(start, start + length);
}

function inflated(
  packed: Uint8Array,
  { flags, method }: { readonly flags: number; readonly method: number },
  left: number,
): Uint8Array {
  if ((flags & 1) !== 0) throw new SpreadsheetRefused('the workbook is encrypted');
  if (method === 0) {
    if (packed.length > left) throw tooLarge();
    return packed;
  }
  if (method !== 8) throw new SpreadsheetRefused('the archive is packed in a way that is not read');
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, left) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw new SpreadsheetRefused('the archive is cut off or damaged');
  }
}

function tooLarge(): SpreadsheetRefused {
  return new SpreadsheetRefused(
    `the workbook unpacks to more than ${spreadsheetLimits.inflatedBytes / 1024 / 1024} MiB`,
  );
}
