import { createHash } from 'node:crypto';
import type { WaivedFinding } from '../contracts/compatibility/judgement/contract-verdict.ts';
import type { Finding } from '../contracts/finding.ts';
import { type Memory, rememberIn } from '../contracts/source/remembered.ts';
import type { RepositoryFiles } from '../contracts/source/repository-files.ts';
import { cacheFolder, openCheckCache, readChecked, writeChecked } from './check-cache.ts';

/** What a check says, as far as a later run needs it. */
export interface CheckResult {
  readonly findings: readonly Finding[];
  /** False where nothing could be judged. */
  readonly isWhole: boolean;
  /** Findings that a waiver accepts. */
  readonly waived?: readonly WaivedFinding[];
}

/**
 * Checks a repository, or says what the last check of it said where no file that one looked at has
 * changed since. Where some have, what was computed of the others is taken from the cache.
 */
export async function checkRemembering(
  root: string,
  program: string,
  files: RepositoryFiles,
  check: (files: RepositoryFiles) => Promise<CheckResult>,
): Promise<CheckResult> {
  const last = await lastCheck(root, program, files);
  if (last !== undefined) return last;
  const watched = watch(files);
  const memory = await openCheckCache(root, program);
  const result = await withMemory(memory, () => check(watched.files));
  const record: CheckRecord = { ...result, looked: await watched.looked() };
  await Promise.all([memory.save(), writeChecked(root, 'last', program, JSON.stringify(record))]);
  return result;
}

/** Does work with what earlier checks computed, and keeps what it computed itself. */
export async function remembering<T>(
  root: string,
  program: string,
  work: () => Promise<T>,
): Promise<T> {
  const memory = await openCheckCache(root, program);
  const result = await withMemory(memory, work);
  await memory.save();
  return result;
}

/** The files of a repository but for the cache, which is no part of it. */
export function withoutCache(files: RepositoryFiles): RepositoryFiles {
  const isCache = (path: string) => path.startsWith(`${cacheFolder}/`);
  return {
    list: async () => (await files.list()).filter((path) => !isCache(path)),
    ...(files.links === undefined
      ? {}
      : { links: async () => ((await files.links?.()) ?? []).filter((path) => !isCache(path)) }),
    read: async (path, maxBytes) => (isCache(path) ? undefined : files.read(path, maxBytes)),
  };
}

async function withMemory<T>(memory: Memory, work: () => Promise<T>): Promise<T> {
  rememberIn(memory);
  try {
    return await work();
  } finally {
    rememberIn(undefined);
  }
}

interface CheckRecord extends CheckResult {
  readonly looked: Looked;
}

/** All that a check learnt of the files. */
interface Looked {
  /** Of the paths of files and links. */
  readonly listing: string;
  readonly reads: readonly (readonly [path: string, maxBytes: number | null, digest: string])[];
}

async function lastCheck(
  root: string,
  program: string,
  files: RepositoryFiles,
): Promise<CheckResult | undefined> {
  const text = await readChecked(root, 'last', program);
  if (text === undefined) return undefined;
  const { looked, ...result } = JSON.parse(text) as CheckRecord;
  if ((await listingOf(files)) !== looked.listing) return undefined;
  const same = await Promise.all(
    looked.reads.map(
      async ([path, maxBytes, digest]) =>
        digestOf(await files.read(path, maxBytes ?? undefined)) === digest,
    ),
  );
  return same.every(Boolean) ? result : undefined;
}

/** Hands the files on and writes down what was looked at. */
function watch(files: RepositoryFiles): {
  readonly files: RepositoryFiles;
  looked(): Promise<Looked>;
} {
  const reads = new Map<string, readonly [path: string, maxBytes: number | null, digest: string]>();
  return {
    files: {
      ...files,
      read: async (path, maxBytes) => {
        const bytes = await files.read(path, maxBytes);
        reads.set(JSON.stringify([path, maxBytes]), [path, maxBytes ?? null, digestOf(bytes)]);
        return bytes;
      },
    },
    looked: async () => ({ listing: await listingOf(files), reads: [...reads.values()] }),
  };
}

async function listingOf(files: RepositoryFiles): Promise<string> {
  const lists = [await files.list(), (await files.links?.()) ?? []];
  return digestOf(new TextEncoder().encode(JSON.stringify(lists)));
}

function digestOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? 'none' : createHash('sha256').update(bytes).digest('hex');
}
