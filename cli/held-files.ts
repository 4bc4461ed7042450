import type { RepositoryFiles } from '../contracts/source/repository-files.ts';

/** Larger files are the data of file sets: read once by a check, and too much to hold. */
const mostHeldBytes = 1024 * 1024;

/**
 * The files as they were when each was first asked for: whoever looks again sees the same bytes, and
 * the folder is listed once. Files beyond a mebibyte are read again each time.
 */
export function heldFiles(files: RepositoryFiles): RepositoryFiles {
  const contents = new Map<string, Uint8Array | undefined>();
  const { links } = files;
  return {
    list: once(() => files.list()),
    ...(links === undefined ? {} : { links: once(() => links.call(files)) }),
    read: async (path, maxBytes) => {
      const key = `${maxBytes ?? ''} ${path}`;
      if (contents.has(key)) return contents.get(key);
      const bytes = await files.read(path, maxBytes);
      if ((bytes?.length ?? 0) <= mostHeldBytes) contents.set(key, bytes);
      return bytes;
    },
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
