import type { Store } from '../../connectors/connector.ts';
import { pgliteStore } from '../../connectors/pglite/pglite-store.ts';

/** One database for all tests of a file: starting one takes seconds. */
export function processDatabase(): {
  readonly open: () => Promise<Store>;
  /** How often it was asked for. */
  readonly opened: () => number;
  readonly close: () => Promise<void>;
} {
  let store: Promise<Store> | undefined;
  let count = 0;
  return {
    open: async () => {
      count += 1;
      store ??= pgliteStore();
      return { ...(await store), close: async () => undefined };
    },
    opened: () => count,
    close: async () => (await store)?.close(),
  };
}
