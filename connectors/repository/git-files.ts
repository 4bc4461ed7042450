import { createHash } from 'node:crypto';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { askGit, runGit } from './run-git.ts';

interface Blob {
  readonly id: string;
  readonly bytes: number;
}

/** The files of one commit. */
export interface GitFiles extends RepositoryFiles {
  /** Full hash of the commit. */
  readonly commit: string;
  /** True where the commit holds a file of this path with these bytes; reads no object. */
  holds(path: string, bytes: Uint8Array): boolean;
  /** The name of the file's content, which equal contents of one repository share. */
  contentId(path: string): string | undefined;
}

/**
 * The files of one git revision, read from the object store without a checkout. Where the folder
 * lies inside of the repository, the files below it, named from it. Only regular files are read:
 * links are named by `links`, submodules are left out. `node_modules` is left out, as on disk.
 * Rejects where the folder is no repository or the revision does not exist.
 */
export async function gitFiles(folder: string, revision: string): Promise<GitFiles> {
  const verify = ['rev-parse', '--verify', '--quiet', '--end-of-options'];
  const commit = await askGit(folder, [...verify, `${revision}^{commit}`]);
  if (commit === undefined) {
    throw new Error(
      `The revision "${revision.slice(0, 100)}" does not exist in the git repository at ${folder}. ` +
        'Fetch it, or name another one.',
    );
  }
  const prefix = await prefixOf(folder);
  const tree = await askGit(folder, [...verify, `${commit}:${prefix}`]);
  // The folder may be younger than the commit.
  const listing =
    tree === undefined
      ? ''
      : text(await runGit(folder, ['ls-tree', '-r', '-z', '-l', '--full-tree', tree]));
  const { blobs, links } = parseTree(listing);
  const reads = new BatchReads(folder);
  return {
    commit,
    list: async () => [...blobs.keys()].sort(),
    links: async () => links,
    read: async (path, maxBytes) => {
      const blob = blobs.get(path);
      if (blob === undefined) return undefined;
      // A blob too large to be accepted is not read at all; its length alone refuses it.
      if (maxBytes !== undefined && blob.bytes > maxBytes) return new Uint8Array(maxBytes + 1);
      return reads.read(blob.id);
    },
    holds: (path, bytes) => {
      const blob = blobs.get(path);
      return blob !== undefined && blob.bytes === bytes.length && blob.id === idOf(bytes, blob.id);
    },
    contentId: (path) => blobs.get(path)?.id,
  };
}

/** Where the folder lies in its repository, ending in `/`; empty for the root. */
export async function prefixOf(folder: string): Promise<string> {
  const said = text(await runGit(folder, ['rev-parse', '--show-prefix']));
  return said.replace(/\r?\n$/, '');
}

/** Paths of all files called so anywhere in a commit, from the root of the repository. */
export async function filesNamed(
  folder: string,
  commit: string,
  name: string,
): Promise<readonly string[]> {
  const args = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', commit];
  const paths = text(await runGit(folder, args)).split('\0');
  return paths.filter((path) => path === name || path.endsWith(`/${name}`));
}

/** The object id that git gives to these bytes, by the algorithm that another id was made with. */
function idOf(bytes: Uint8Array, other: string): string {
  return createHash(other.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}

/** Parses `ls-tree -r -z -l`: `<mode> <type> <id> <size>\t<path>\0`. */
function parseTree(listing: string): {
  readonly blobs: ReadonlyMap<string, Blob>;
  readonly links: readonly string[];
} {
  const blobs = new Map<string, Blob>();
  const links: string[] = [];
  for (const entry of listing.split('\0')) {
    const tab = entry.indexOf('\t');
    const [mode, type, id, size] = entry.slice(0, Math.max(tab, 0)).split(/ +/);
    const path = entry.slice(tab + 1);
    if (path.split('/').includes('node_modules')) continue;
    if (mode === '120000') links.push(path);
    const regular = type === 'blob' && (mode === '100644' || mode === '100755');
    if (!regular || id === undefined) continue;
    blobs.set(path, { id, bytes: Number(size) });
  }
  return { blobs, links: links.sort() };
}

/** Collects the reads of one turn of the event loop into one `git cat-file --batch`. */
class BatchReads {
  readonly #folder: string;
  #waiting: {
    id: string;
    resolve: (bytes: Uint8Array) => void;
    reject: (error: unknown) => void;
  }[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(id: string): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#flush());
      this.#waiting.push({ id, resolve, reject });
    });
  }

  #flush(): void {
    const batch = this.#waiting;
    this.#waiting = [];
    const ids = `${batch.map((each) => each.id).join('\n')}\n`;
    runGit(this.#folder, ['cat-file', '--batch'], ids).then(
      (output) => {
        let at = 0;
        for (const each of batch) {
          const end = output.indexOf(0x0a, at);
          const length = Number(text(output.subarray(at, end)).split(' ')[2]);
          if (end < 0 || !Number.isInteger(length)) {
            each.reject(new Error(`git cannot read the object ${each.id} in ${this.#folder}.`));
            continue;
          }
          each.resolve(new Uint8Array(output.subarray(end + 1, end + 1 + length)));
          at = end + 1 + length + 1;
        }
      },
      (error: unknown) => {
        for (const each of batch) each.reject(error);
      },
    );
  }
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
