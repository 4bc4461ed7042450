import { createHash, createHmac } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Memory } from '../contracts/source/remembered.ts';
import { writeAtomically } from './write-atomically.ts';

/** Where checks keep what they computed, below the root of a repository. */
export const cacheFolder = '.tundish/check-cache';

/** A memory that can be written down for the next run. */
export interface StoredMemory extends Memory {
  /** Keeps on disk what is known, and forgets what long nobody used; does nothing where nothing is new. */
  save(): Promise<void>;
}

const mostBytes = 64 * 1024 * 1024;

/** Runs after which a result that none of them used is forgotten. */
const mostIdle = 20;

/**
 * Results of whole units of the plant stand in a file of their own: where nothing else is asked for,
 * the larger one with all parts is not read.
 */
const files = ['units', 'results'] as const;

/**
 * What earlier checks of this program computed, by the hash of the input. Each file carries a seal
 * of `program`: one that another program or machine wrote, or that is damaged, counts as empty. Runs at the same
 * time do not disturb each other, since a file is replaced in one step; the last one stays.
 */
export async function openCheckCache(root: string, program: string): Promise<StoredMemory> {
  const parts = { units: part(root, 'units', program), results: part(root, 'results', program) };
  const partOf = (kind: string) => (kind.endsWith(' of a unit') ? parts.units : parts.results);
  return {
    recall: (kind, input) => partOf(kind).recall(keyOf(kind, input)),
    keep: (kind, input, result) => partOf(kind).keep(keyOf(kind, input), JSON.stringify(result)),
    keepText: (kind, input, text) => partOf(kind).keep(keyOf(kind, input), text),
    async save() {
      await Promise.all(files.map((name) => parts[name].save()));
    },
  };
}

interface Entry {
  readonly text: string;
  /** Runs since it was used. */
  idle: number;
}

interface Part {
  recall(key: string): unknown;
  keep(key: string, text: string): void;
  save(): Promise<void>;
}

function part(root: string, name: string, program: string): Part {
  let loaded: Map<string, Entry> | undefined;
  let isNew = false;
  const entries = () => {
    loaded ??= readEntries(root, name, program);
    return loaded;
  };
  return {
    recall(key) {
      const entry = entries().get(key);
      if (entry === undefined) return undefined;
      entry.idle = -1;
      return JSON.parse(entry.text);
    },
    keep(key, text) {
      entries().set(key, { text, idle: -1 });
      isNew = true;
    },
    async save() {
      if (isNew) await writeChecked(root, name, program, linesOf(entries()));
    },
  };
}

/** What was used last stands first, so that the limit forgets what was used longest ago. */
function linesOf(entries: ReadonlyMap<string, Entry>): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const [key, { text, idle }] of [...entries].sort(([, a], [, b]) => a.idle - b.idle)) {
    const line = `${key} ${idle + 1} ${text}\n`;
    bytes += Buffer.byteLength(line);
    if (idle + 1 > mostIdle || bytes > mostBytes) break;
    kept.push(line);
  }
  return kept.join('');
}

function readEntries(root: string, name: string, program: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const line of readChecked(root, name, program)?.split('\n') ?? []) {
    const end = line.indexOf(' ', keyLength + 1);
    if (end < 0) continue;
    const idle = Number(line.slice(keyLength + 1, end));
    entries.set(line.slice(0, keyLength), { text: line.slice(end + 1), idle });
  }
  return entries;
}

const keyLength = 32;

function keyOf(kind: string, input: string | Uint8Array): string {
  return createHash('sha256').update(`${kind}\0`).update(input).digest('hex').slice(0, keyLength);
}

/** A file of the cache, or undefined where it is missing, damaged, a link or of another program. */
export function readChecked(root: string, name: string, program: string): string | undefined {
  try {
    const folder = realFolder(root, false);
    const bytes = folder === undefined ? undefined : bytesOf(join(folder, name));
    if (bytes === undefined) return undefined;
    const end = bytes.indexOf(10);
    const body = bytes.subarray(end + 1);
    return bytes.toString('latin1', 0, end) === seal(program, body) ? body.toString() : undefined;
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
  try {
    const folder = realFolder(root, true);
    if (folder === undefined) return;
    await ignoreAll(folder);
    // What a power loss leaves half written does not bear its seal.
    await writeAtomically(join(folder, name), `${seal(program, body)}\n${body}`, 'fast');
  } catch {
    // The next run computes again.
  }
}

/**
 * The folder of the cache, made where asked for; undefined where it is missing, or where a part of its path is
 * no real folder: a repository may hold a link there, and what is written would land elsewhere.
 */
function realFolder(root: string, isMade: boolean): string | undefined {
  let folder = root;
  for (const part of cacheFolder.split('/')) {
    folder = join(folder, part);
    let found = lstatSync(folder, { throwIfNoEntry: false });
    if (found === undefined && isMade) {
      mkdirSync(folder, { recursive: true });
      found = lstatSync(folder);
    }
    if (found?.isDirectory() !== true) return undefined;
  }
  return folder;
}

/** Windows has no such flag; there the look before has to do. */
const noFollow = constants.O_NOFOLLOW ?? 0;
/** A named pipe would keep the check waiting. */
const noWait = constants.O_NONBLOCK ?? 0;

/** A regular file of bounded size: what is read is never more than it had when it was opened. */
function bytesOf(file: string): Buffer | undefined {
  if (!lstatSync(file).isFile()) return undefined;
  const handle = openSync(file, constants.O_RDONLY | noFollow | noWait);
  try {
    const found = fstatSync(handle);
    const { size } = found;
    if (!found.isFile() || size > mostBytes + 1_000) return undefined;
    const bytes = Buffer.alloc(size);
    let at = 0;
    while (at < size) {
      const read = readSync(handle, bytes, at, size - at, at);
      if (read === 0) return undefined;
      at += read;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}

/** Keeps the cache out of git; a file that is there, or a link, is left as it is. */
async function ignoreAll(folder: string): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
  const handle = await open(join(folder, '.gitignore'), flags).catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.writeFile('*\n');
  } finally {
    await handle.close();
  }
}

function seal(program: string, body: string | Uint8Array): string {
  return createHmac('sha256', program).update(body).digest('hex');
}
