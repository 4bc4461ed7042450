import type { Sink } from '../connector.ts';
import type { Failure } from '../failure.ts';

/** A sink in memory whose writes can be made to wait or to fail. */
export interface MemorySink<Item> extends Sink<Item> {
  readonly written: readonly Item[];
  readonly quarantined: readonly { readonly item: Item; readonly failure: Failure }[];
  /** Sizes of the batches that were tried, in order. */
  readonly attempts: readonly number[];
  readonly closed: boolean;
  quarantine(item: Item, failure: Failure): Promise<void>;
}

export interface MemorySinkOptions<Item> {
  /** Called before each write; what it throws or rejects with, the write rejects with. */
  readonly before?: (batch: readonly Item[], attempt: number) => void | Promise<void>;
}

export function memorySink<Item>(options: MemorySinkOptions<Item> = {}): MemorySink<Item> {
  const written: Item[] = [];
  const quarantined: { item: Item; failure: Failure }[] = [];
  const attempts: number[] = [];
  let closed = false;
  return {
    written,
    quarantined,
    attempts,
    get closed() {
      return closed;
    },
    write: async (batch) => {
      attempts.push(batch.length);
      await options.before?.(batch, attempts.length - 1);
      written.push(...batch);
    },
    quarantine: async (item, failure) => {
      quarantined.push({ item, failure });
    },
    close: async () => {
      closed = true;
    },
  };
}
