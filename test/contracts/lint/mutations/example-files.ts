import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Files = Readonly<Record<string, string | Uint8Array>>;

const root = join(import.meta.dirname, '../../../..');

/** The example plant's own files, without what is generated from them. */
export function exampleFiles(): Files {
  const paths = ['products', 'calendars'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );
  const own = ['plant.yaml', ...paths.filter((path) => !path.split('/').includes('generated'))];
  return Object.fromEntries(
    own.sort().map((path) => {
      const bytes = readFileSync(join(root, path));
      return [path, /\.(ya?ml|json|csv|sql)$/.test(path) ? bytes.toString('utf8') : bytes];
    }),
  );
}

/** The files of some products, of all that they read, and of the plant itself. */
export function neighbourhood(files: Files, folders: readonly string[]): Files {
  const folderOf = new Map<string, string>();
  const reads = new Map<string, string[]>();
  for (const [path, text] of Object.entries(files)) {
    const folder = productFolder(path);
    if (folder === undefined || typeof text !== 'string') continue;
    if (path.endsWith('.odcs.yaml')) {
      folderOf.set(/^id: (\S+)/m.exec(text)?.[1] ?? '', folder);
    } else if (path.endsWith('product.odps.yaml')) {
      const ids = [...text.matchAll(/(?:contractId|{ id): (\w+)/g)].map((match) => match[1] ?? '');
      reads.set(folder, ids);
    }
  }
  const near = new Set<string>();
  const waiting = [...folders];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (near.has(folder)) continue;
    near.add(folder);
    for (const id of reads.get(folder) ?? []) {
      const source = folderOf.get(id);
      if (source !== undefined) waiting.push(source);
    }
  }
  return Object.fromEntries(
    Object.entries(files).filter(([path]) => {
      const folder = productFolder(path);
      return folder === undefined || near.has(folder);
    }),
  );
}

export function productFolder(path: string): string | undefined {
  return /^products\/[^/]+\/[^/]+(?=\/)/.exec(path)?.[0];
}
