import { setTimeout as pause } from 'node:timers/promises';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';

/** What consumers met: every read that failed, came back empty or with less than is promised. */
export interface Reads {
  reads: number;
  failed: number;
  /** The first few, with their query's name. */
  readonly failures: string[];
  longestMs: number;
}

export interface Query {
  readonly name: string;
  readonly sql: string;
  /** Null where the row is as promised; else what is wrong. */
  readonly wrong?: (row: Readonly<Record<string, unknown>> | undefined) => string | null;
}

export interface Consumers {
  readonly reads: Reads;
  /** Adds readers of a query from now on; resolves once the first one has read. */
  start(query: Query): void;
  /** Ends the readers of queries whose name begins so. */
  end(prefix?: string): Promise<void>;
}

/** Readers in loops, each on a connection of its own with a server-side time limit. */
export function consumers(url: string, timeoutMs: number): Consumers {
  const reads: Reads = { reads: 0, failed: 0, failures: [], longestMs: 0 };
  const running: { readonly name: string; stop: boolean; readonly done: Promise<void> }[] = [];
  return {
    reads,
    start: (query) => {
      const one = { name: query.name, stop: false, done: Promise.resolve() };
      one.done = (async () => {
        const store = postgresStore(url, {
          poolMax: 1,
          statementTimeoutMs: timeoutMs,
          applicationName: 'consumer',
        });
        while (!one.stop) {
          const started = performance.now();
          let problem: string | null = null;
          try {
            const [row] = await store.query<Record<string, unknown>>({ text: query.sql });
            problem = query.wrong?.(row) ?? null;
          } catch (error) {
            problem = error instanceof Error ? error.message : String(error);
          }
          reads.reads += 1;
          reads.longestMs = Math.max(reads.longestMs, performance.now() - started);
          if (problem !== null) {
            reads.failed += 1;
            if (reads.failures.length < 10) reads.failures.push(`${query.name}: ${problem}`);
          }
          await pause(2);
        }
        await store.close();
      })();
      running.push(one);
    },
    end: async (prefix = '') => {
      const ending = running.filter(({ name }) => name.startsWith(prefix));
      for (const one of ending) one.stop = true;
      await Promise.all(ending.map(({ done }) => done));
    },
  };
}

/** A report that reads for a while in one statement, again and again: nobody may queue behind it. */
export function reports(url: string, sql: string): { end(): Promise<number> } {
  const store = postgresStore(url, { poolMax: 1, applicationName: 'report' });
  let stop = false;
  let count = 0;
  const done = (async () => {
    while (!stop) {
      await store.query({ text: sql });
      count += 1;
      await pause(300);
    }
    await store.close();
  })();
  return {
    end: async () => {
      stop = true;
      await done;
      return count;
    },
  };
}

/** The longest time that a reader was seen to wait for a lock on a table or view. */
export function lockWatch(url: string): { end(): Promise<number> } {
  const store = postgresStore(url, { poolMax: 1, applicationName: 'watch' });
  let stop = false;
  let longest = 0;
  const done = (async () => {
    while (!stop) {
      const [row] = await store.query<{ ms: number }>({
        text: `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waitstart) * 1000), 0)::float8 AS ms
               FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND mode = 'AccessShareLock'`,
      });
      longest = Math.max(longest, row?.ms ?? 0);
      await pause(10);
    }
    await store.close();
  })();
  return {
    end: async () => {
      stop = true;
      await done;
      return longest;
    },
  };
}
