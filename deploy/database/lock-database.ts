import type { StoreSession } from '../../connectors/connector.ts';

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
    `another apply has held its lock for ${waitMs} ms; nothing was changed. Run apply again when it is done`,
  );
}
