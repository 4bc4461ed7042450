import { existsSync, type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps. */
const SETTLED_AFTER_MS = 250;

/**
 * Calls `changed` after files of the contracts were written, once per pause; never twice at a time.
 * Returns the way to end it.
 */
export function watchContracts(root: string, changed: () => Promise<void>): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const notice = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(changed);
    }, SETTLED_AFTER_MS);
  };
  const watchers: FSWatcher[] = ['products', 'calendars']
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .map((folder) => watch(folder, { recursive: true }, notice));
  watchers.push(
    watch(root, (_, name) => {
      if (name === 'plant.yaml') notice();
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
