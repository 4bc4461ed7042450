import { createHash, createHmac } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memory } from '../contracts/source/remembered.ts';
import { writeAtomically } from './write-atomically.ts';

/** Where checks keep what they computed, below the root of a repository. */
export const cacheFolder = '.tundish/check-cache';

/** A memory that can be written down for the next run. */
export interface StoredMemory extends Memory {
  /** Keeps on disk what this run used, and forgets the rest; does nothing where nothing is new. */
  save(): Promise<void>;
}

const mostBytes = 64 * 1024 * 1024;

/**
 * What earlier checks of this program computed, by the hash of the input. The file carries a seal
 * of `program`: one that another program or machine wrote, or that is damaged, counts as empty. Runs at the same
 * time do not disturb each other, since the file is replaced in one step; the last one stays.
 */
export async function openCheckCache(root: string, program: string): Promise<StoredMemory> {
  const known = await readEntries(root, program);
  const used = new Map<string, string>();
  let isNew = false;
  return {
    recall(kind, input) {
      const key = keyOf(kind, input);
      const text = used.get(key) ?? known.get(key);
      if (text === undefined) return undefined;
      used.set(key, text);
      return JSON.parse(text);
    },
    keep(kind, input, result) {
      used.set(keyOf(kind, input), JSON.stringify(result));
      isNew = true;
    },
    async save() {
      if (!isNew) return;
      const lines = [...used].map(([key, text]) => `${key} ${text}\n`).join('');
      if (Buffer.byteLength(lines) > mostBytes) return;
      await writeChecked(root, 'results', program, lines);
    },
  };
}

async function readEntries(root: string, program: string): Promise<ReadonlyMap<string, string>> {
  const body = await readChecked(root, 'results', program);
  const entries = new Map<string, string>();
  for (const line of body?.split('\n') ?? []) {
    if (line !== '') entries.set(line.slice(0, keyLength), line.slice(keyLength + 1));
  }
  return entries;
}

const keyLength = 32;

function keyOf(kind: string, input: string | Uint8Array): string {
  return createHash('sha256').update(`${kind}\0`).update(input).digest('hex').slice(0, keyLength);
}

/** A file of the cache, or undefined where it is missing, damaged or of another program. */
export async function readChecked(
  root: string,
  name: string,
  program: string,
): Promise<string | undefined> {
  try {
    const file = join(root, cacheFolder, name);
    if ((await stat(file)).size > mostBytes + 1_000) return undefined;
    const text = await readFile(file, 'utf8');
    const end = text.indexOf('\n');
    const body = text.slice(end + 1);
    return text.slice(0, end) === seal(program, body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a file of the cache. A folder that cannot be written to costs time and nothing else. */
export async function writeChecked(
  root: string,
  name: string,
  program: string,
  body: string,
): Promise<void> {
  const folder = join(root, cacheFolder);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.gitignore'), '*\n');
    // What a power loss leaves half written does not bear its seal.
    await writeAtomically(join(folder, name), `${seal(program, body)}\n${body}`, 'fast');
  } catch {
    // The next run computes again.
  }
}

function seal(program: string, body: string): string {
  return createHmac('sha256', program).update(body).digest('hex');
}
