import { open } from 'node:fs/promises';
import * as zlib from 'node:zlib';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { type Cell, FileProblem, type FileRow, type RowFile } from './file-rows.ts';
import { cellReader, parquetParsers, unscaledDecimals } from './parquet-values.ts';

/** Rows that are held at once; of a larger row group a part is read at a time. */
const ROWS_AT_ONCE = 65_536;

/**
 * A Parquet file, some ten thousand rows at a time. Codecs: none, Snappy, gzip, Brotli, and
 * Zstandard where this Node has it (22.15 and later).
 * @throws FileProblem where it is missing or no Parquet file.
 */
export async function parquetRows(path: string, only?: readonly string[]): Promise<RowFile> {
  const file = await fileBuffer(path);
  const metadata = await metadataOf(file, path);
  const named = parquetSchema(metadata).children.map(({ element }) => element.name);
  const decimals = unscaledDecimals(metadata);
  const columns = only === undefined ? named : named.filter((name) => only.includes(name));
  const readers = columns.map((name) => cellReader(metadata, name, decimals));
  const total = Number(metadata.num_rows);
  let read = 0;
  return {
    columns: named,
    done: () => (total === 0 ? 1 : read / total),
    batches: async function* batches() {
      try {
        for (const [rowStart, rowEnd] of slices(metadata)) {
          const objects = await parquetReadObjects({
            file,
            metadata,
            columns: [...columns],
            rowStart,
            rowEnd,
            compressors,
            parsers: parquetParsers,
            // Bytes of unscaled decimals are no text; cellReader makes texts of what is one.
            utf8: false,
            useOffsetIndex: true,
          });
          yield objects.map((object, index): FileRow => {
            const cells = columns.map((name, at) => readers[at]?.(object[name]));
            return { line: rowStart + index + 1, cells: inFileOrder(named, columns, cells) };
          });
          read = rowEnd;
        }
      } catch (error) {
        throw readProblem(error, path);
      } finally {
        await file.close();
      }
    },
  };
}

/** Cells of the chosen columns at the places of all columns. */
function inFileOrder(
  named: readonly string[],
  chosen: readonly string[],
  cells: readonly Cell[],
): readonly Cell[] {
  if (chosen.length === named.length) return cells;
  return named.map((name) => cells[chosen.indexOf(name)]);
}

/** Row ranges, none of which crosses a row group. */
function slices(metadata: FileMetaData): readonly (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    for (let at = start; at < end; at += ROWS_AT_ONCE) {
      ranges.push([at, Math.min(end, at + ROWS_AT_ONCE)]);
    }
    start = end;
  }
  return ranges;
}

async function fileBuffer(path: string): Promise<AsyncBuffer & { close(): Promise<void> }> {
  const handle = await open(path).catch(() => {
    throw new FileProblem(`there is no file ${path} that can be read`);
  });
  const { size } = await handle.stat();
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      const bytes = new Uint8Array(end - start);
      await handle.read(bytes, 0, bytes.byteLength, start);
      return bytes.buffer;
    },
    close: () => handle.close(),
  };
}

async function metadataOf(file: AsyncBuffer, path: string): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file, { geoparquet: false });
  } catch (error) {
    throw readProblem(error, path);
  }
}

function readProblem(error: unknown, path: string): FileProblem {
  if (error instanceof FileProblem) return error;
  const reason = error instanceof Error ? error.message : 'unknown';
  const codec = /unsupported compression codec: (\w+)/.exec(reason)?.[1];
  if (codec !== undefined) {
    return new FileProblem(
      `${path} is compressed with ${codec}, which this Node cannot read: write it with Snappy or gzip${codec === 'ZSTD' ? ', or use Node 22.15 or newer' : ''}`,
    );
  }
  return new FileProblem(`${path} cannot be read as Parquet: ${reason}`);
}

const zstd = (zlib as { readonly zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array })
  .zstdDecompressSync;

const compressors: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
  ...(zstd === undefined ? {} : { ZSTD: (bytes: Uint8Array) => zstd(bytes) }),
};
