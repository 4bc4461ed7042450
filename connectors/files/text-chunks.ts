import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { FileProblem } from './file-rows.ts';

export interface TextChunks {
  chunks(): AsyncIterable<string>;
  /** How much of the file has been read, from 0 to 1. */
  done(): number;
}

const CHUNK_BYTES = 256 * 1024;

/**
 * The text of a file (gzip where its name ends in .gz) in chunks, without a byte order mark. Bytes
 * that are no text of the encoding are refused: a replacement character would be another value.
 * @throws FileProblem where there is no such file or encoding.
 */
export async function textChunks(path: string, encoding = 'utf-8'): Promise<TextChunks> {
  const size = (await stat(path).catch(() => undefined))?.size;
  if (size === undefined) throw new FileProblem(`there is no file ${path}`);
  if (!knowsEncoding(encoding)) {
    throw new FileProblem(
      `'${encoding}' is no encoding known here; utf-8, windows-1252, utf-16le …`,
    );
  }
  let read = 0;
  return {
    done: () => (size === 0 ? 1 : Math.min(1, read / size)),
    chunks: async function* chunks() {
      const decoder = new TextDecoder(encoding, { fatal: true });
      const bytes = createReadStream(path, { highWaterMark: CHUNK_BYTES });
      bytes.on('data', (chunk) => {
        read += chunk.length;
      });
      let source: Readable = bytes;
      if (path.endsWith('.gz')) {
        source = bytes.pipe(createGunzip());
        bytes.on('error', (error) => source.destroy(error));
      }
      try {
        for await (const chunk of source) yield decoder.decode(chunk as Buffer, { stream: true });
        yield decoder.decode();
      } catch (error) {
        throw problemOf(error, path, encoding);
      } finally {
        source.destroy();
        bytes.destroy();
      }
    },
  };
}

function knowsEncoding(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== '';
  } catch {
    return false;
  }
}

function problemOf(error: unknown, path: string, encoding: string): unknown {
  if (
    error instanceof TypeError &&
    'code' in error &&
    error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  ) {
    return new FileProblem(
      `${path} holds bytes that are no ${encoding}; name its encoding (often windows-1252)`,
    );
  }
  if (error instanceof Error && 'code' in error && /^Z_|EISDIR|EACCES/.test(String(error.code))) {
    return new FileProblem(`${path} cannot be read: ${error.message}`);
  }
  return error;
}
