import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError } from '../command.ts';

const mostBytes = 64 * 1024 * 1024;

/**
 * A text file of a plant's tools: UTF-8, or Windows-1252 where it is not.
 * @throws UsageError where it is not there or larger than 64 MiB.
 */
export async function readText(
  cwd: string,
  source: string,
): Promise<{ readonly text: string; readonly encoding: 'UTF-8' | 'Windows-1252' | 'UTF-16' }> {
  const path = resolve(cwd, source);
  const info = await stat(path).catch(() => undefined);
  if (info === undefined || !info.isFile()) throw new UsageError(`there is no file '${source}'`);
  if (info.size > mostBytes) {
    throw new UsageError(
      `${source} is larger than ${mostBytes / 1024 / 1024} MiB; cut a sample from it`,
    );
  }
  const bytes = await readFile(path);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' };
  }
}
