import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';

const skipped = new Set(['.git', 'node_modules']);
const mostFiles = 100_000;
const readByDefault = 16 * 1024 * 1024;

/**
 * The files below a folder. Symbolic links are named by `links` and never read, wherever in a path they
 * stand, so that a link in a pull request shows nothing of the machine. `.git` and `node_modules`
 * are left out. Rejects where the folder does not exist or holds more than 100,000 files.
 */
export async function diskFiles(folder: string): Promise<RepositoryFiles> {
  const root = await realpath(folder);
  let last: Listing | undefined;
  return {
    list: async () => {
      last = await listFiles(root);
      return last.files;
    },
    // A walk finds both; who has just asked for the files gets the links of the same walk.
    links: async () => {
      const listing = last ?? (await listFiles(root));
      last = undefined;
      return listing.links;
    },
    read: async (path, maxBytes = readByDefault) => readFile(root, path, maxBytes),
  };
}

interface Listing {
  readonly files: readonly string[];
  readonly links: readonly string[];
}

async function listFiles(root: string): Promise<Listing> {
  const found: string[] = [];
  const links: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const prefix = folder === '' ? '' : `${folder}/`;
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue;
      const path = prefix + entry.name;
      if (entry.isDirectory()) folders.push(path);
      if (entry.isFile()) found.push(path);
      if (entry.isSymbolicLink()) links.push(path);
      if (found.length + links.length > mostFiles) {
        throw new Error(
          `The folder ${root} holds more than ${mostFiles} files. Name the folder of the plant repository.`,
        );
      }
    }
  }
  return { files: found.sort(), links: links.sort() };
}

/**
 * At once: five calls that each wait for a thread cost six times as much, and a plant has thousands of
 * small files.
 */
function readFile(root: string, path: string, maxBytes: number): Uint8Array | undefined {
  const parts = path.split('/');
  const plain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  if (!plain || path.includes('\0') || path.includes('\\')) return undefined;
  const full = join(root, ...parts);
  try {
    // realpath also tells a wrong case on file systems that ignore case.
    if (realpathSync.native(full) !== root.replace(/[\\/]$/, '') + sep + parts.join(sep))
      return undefined;
    const file = openSync(
      full,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) return undefined;
      const bytes = new Uint8Array(Math.min(stat.size, maxBytes + 1));
      let filled = 0;
      while (filled < bytes.length) {
        const bytesRead = readSync(file, bytes, filled, bytes.length - filled, filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return bytes.subarray(0, filled);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG';
}
