import type { StoreSession } from '../../connectors/connector.ts';
import { attempt } from './savepoint.ts';

/** SQLSTATE query_canceled, which the statement timeout gives. */
const CANCELED = '57014';

/** Undefined, rolled back, where the server ended a statement of `work` for its time. */
export async function inTime<Result>(
  session: StoreSession,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  let result: Result | undefined;
  await attempt(
    session,
    async () => {
      result = await work();
    },
    ({ sqlState }) => sqlState === CANCELED,
  );
  return result;
}

const FIRST_CHUNK = 1_000;

/**
 * Works through `keys` in statements that the store lets run to their end: each chunk that takes too
 * long makes the next ones a tenth. Rejects where a single key takes too long.
 */
export async function inChunks<Key, Result>(
  session: StoreSession,
  keys: readonly Key[],
  work: (chunk: readonly Key[]) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let size = Math.min(FIRST_CHUNK, keys.length);
  for (let start = 0; start < keys.length; ) {
    const chunk = keys.slice(start, start + size);
    const result =
      chunk.length === 1 ? await work(chunk) : await inTime(session, () => work(chunk));
    if (result === undefined) {
      size = Math.ceil(chunk.length / 10);
    } else {
      results.push(result);
      start += chunk.length;
    }
  }
  return results;
}
