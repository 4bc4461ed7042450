import type { Store, StoreSession } from '../../connectors/connector.ts';
import { databaseIdentity } from './apart-differences.ts';

/** The advisory lock that serialises applies on one database (any constant of our own). */
const APPLY_LOCK = 7_210_451_830;
const LOCK_POLL_MS = 100;
const DEFAULT_WAIT_MS = 20_000;

/**
 * Holds the database for one apply until the transaction ends. Tries instead of waiting inside the
 * server: a wait would count as a statement without answer. Rejects with an Error after `waitMs`.
 */
export async function lockDatabase(
  session: StoreSession,
  waitMs: number = DEFAULT_WAIT_MS,
  what: 'apply' | 'migrate' = 'apply',
): Promise<void> {
  const tries = Math.max(1, Math.ceil(waitMs / LOCK_POLL_MS));
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const [row] = await session.query<{ locked: boolean }>({
      text: 'SELECT pg_try_advisory_xact_lock($1::bigint) AS locked',
      values: [String(APPLY_LOCK)],
    });
    if (row?.locked === true) {
      // A table in use must not make writers queue behind us for long.
      await session.query({ text: `SET LOCAL lock_timeout = '5s'` });
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
  throw new Error(
    `another ${what === 'apply' ? 'apply' : 'migrate or apply'} has held its lock for ${waitMs} ms; nothing was changed. Run ${what} again when it is done`,
  );
}

/**
 * Runs `work` while the databases of `stores` are held as for an apply, each once. The lock is that of
 * an idle transaction on a connection of its own, which has no snapshot that anything would wait for,
 * and ends with it. Rejects with an Error after `waitMs`.
 */
export async function holdingDatabases<R>(
  stores: readonly Store[],
  waitMs: number | undefined,
  work: () => Promise<R>,
): Promise<R> {
  const byDatabase = new Map<string, Store>();
  for (const store of new Set(stores)) byDatabase.set(await databaseIdentity(store), store);
  // All in the same order, so that no two hold what the other waits for.
  const held = [...byDatabase].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, store]) => store);
  const within = held.reduceRight<() => Promise<R>>(
    (inner, store) => () =>
      store.transaction(async (session) => {
        await lockDatabase(session, waitMs, 'migrate');
        await session.query({ text: 'SET LOCAL idle_in_transaction_session_timeout = 0' });
        return inner();
      }),
    work,
  );
  return within();
}
