import type { RepositoryFiles } from '../contracts/source/repository-files.ts';

/**
 * The files as they were when each was first asked for: whoever looks again sees the same bytes, and
 * the folder is listed once.
 */
export function heldFiles(files: RepositoryFiles): RepositoryFiles {
  let listing: Promise<readonly string[]> | undefined;
  const contents = new Map<string, Promise<Uint8Array | undefined>>();
  return {
    list: () => {
      listing ??= files.list();
      return listing;
    },
    ...(files.links === undefined ? {} : { links: () => files.links?.() ?? Promise.resolve([]) }),
    read: (path, maxBytes) => {
      const key = `${maxBytes ?? ''} ${path}`;
      const held = contents.get(key) ?? files.read(path, maxBytes);
      contents.set(key, held);
      return held;
    },
  };
}
