import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps. */
const SETTLED_AFTER_MS = 250;

/**
 * Calls `changed` after files of the contracts were written, once per pause; never twice at a time.
 * Returns the way to end it. Folders are watched one by one and not their files: most editors save
 * by putting another file in the place of the old one, which whoever watches the old one never hears.
 */
export function watchContracts(root: string, changed: () => Promise<void>): () => void {
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const notice = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      watchNewFolders();
      running = running.then(changed);
    }, SETTLED_AFTER_MS);
  };
  function watchNewFolders(): void {
    for (const folder of ['products', 'calendars'].flatMap((name) => foldersIn(join(root, name)))) {
      if (watchers.has(folder)) continue;
      const watcher = watch(folder, notice);
      const forget = (): void => {
        watcher.close();
        watchers.delete(folder);
      };
      // A folder that was removed; its parent tells of the change.
      watcher.on('error', forget);
      watchers.set(folder, watcher);
    }
  }
  watchNewFolders();
  const rootWatcher = watch(root, (_, name) => {
    if (name === 'plant.yaml' || name === 'products' || name === 'calendars') notice();
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of [rootWatcher, ...watchers.values()]) watcher.close();
  };
}

/** A folder and all below it; none where it is not there. */
function foldersIn(folder: string): readonly string[] {
  try {
    const inside = readdirSync(folder, { withFileTypes: true });
    return [
      folder,
      ...inside
        .filter((entry) => entry.isDirectory() && entry.name !== 'generated')
        .flatMap((entry) => foldersIn(join(folder, entry.name))),
    ];
  } catch {
    return [];
  }
}
