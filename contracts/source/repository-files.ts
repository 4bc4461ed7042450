/**
 * The files of one plant repository, from disk, from a git revision or from memory. Paths are
 * relative to the repository's root, with `/`, never absolute and never with `..`; an
 * implementation refuses anything else and never follows a link out of the root.
 */
export interface RepositoryFiles {
  /** All file paths, sorted by code unit. */
  list(): Promise<readonly string[]>;
  /** Paths of symbolic links, sorted likewise: they are never followed, and somebody should say so. */
  links?(): Promise<readonly string[]>;
  /**
   * The bytes, or undefined where there is no such regular file inside the root. With `maxBytes` a
   * larger file may be cut after `maxBytes + 1` bytes, which is enough to refuse it.
   */
  read(path: string, maxBytes?: number): Promise<Uint8Array | undefined>;
}

/** The files held in memory: for tests and for pages that hold no checkout. */
export function memoryFiles(files: Readonly<Record<string, string | Uint8Array>>): RepositoryFiles {
  const contents = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  );
  return {
    list: async () => [...contents.keys()].sort(),
    read: async (path) => contents.get(path),
  };
}
