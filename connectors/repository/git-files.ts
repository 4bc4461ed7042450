import { spawn } from 'node:child_process';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';

interface Blob {
  readonly id: string;
  readonly bytes: number;
}

/**
 * The files of one git revision, read from the object store without a checkout. Only regular files
 * are read: links are named by `links`, submodules are left out. `node_modules` is left out, as on disk. Rejects
 * where the folder is no repository or the revision does not exist.
 */
export async function gitFiles(folder: string, revision: string): Promise<RepositoryFiles> {
  const commit = await git(folder, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]).catch(() => undefined);
  if (commit === undefined) {
    throw new Error(
      `The revision "${revision.slice(0, 100)}" does not exist in the git repository at ${folder}. ` +
        'Fetch it, or name another one.',
    );
  }
  const tree = await git(folder, ['ls-tree', '-r', '-z', '-l', '--full-tree', text(commit).trim()]);
  const { blobs, links } = parseTree(text(tree));
  const reads = new BatchReads(folder);
  return {
    list: async () => [...blobs.keys()].sort(),
    links: async () => links,
    read: async (path, maxBytes) => {
      const blob = blobs.get(path);
      if (blob === undefined) return undefined;
      // A blob too large to be accepted is not read at all; its length alone refuses it.
      if (maxBytes !== undefined && blob.bytes > maxBytes) return new Uint8Array(maxBytes + 1);
      return reads.read(blob.id);
    },
  };
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
    git(this.#folder, ['cat-file', '--batch'], ids).then(
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

function git(folder: string, args: readonly string[], input = ''): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // No prompt, no pager, no configured helper may run while a foreign revision is read.
    const child = spawn('git', ['-C', folder, '--no-pager', ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        GIT_TERMINAL_PROMPT: '0',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_NO_LAZY_FETCH: '1',
      },
    });
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
    child.stdin.on('error', () => {});
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(Buffer.concat(output));
      const said = text(Buffer.concat(complaints)).trim().slice(0, 200);
      reject(new Error(`git ${args[0]} failed in ${folder}: ${said || `exit code ${code}`}`));
    });
    child.stdin.end(input);
  });
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
