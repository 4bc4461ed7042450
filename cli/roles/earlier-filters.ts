import { waitFor } from '../../connectors/back-off.ts';
import type { Row, Store } from '../../connectors/connector.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { RoleContext } from './role.ts';

/** A kept MQTT session that no process has used for a while. */
export interface LeftSession {
  readonly clientId: string;
  /** RFC 3339. */
  readonly lastUsed: string;
}

const PREFIX = 'subscriptions:';
const RETRY_MS = 15_000;
const SIGN_OF_LIFE_MS = 60_000;

/**
 * Filters that earlier plans asked for in this kept session, so that they can be unsubscribed: a
 * broker keeps them with the session and tells nobody. They stand in `curated.checkpoint`, with the
 * present ones from now on: before they are subscribed, where the database answers in time. While it
 * does not, the answer is late; it is empty where the role ends first. As long as the role runs, a sign
 * of life goes there every minute; sessions that nobody uses any more are told once, at the start.
 */
export async function earlierFilters(
  clientId: string,
  filters: readonly string[],
  { environment, log, signal, instance }: RoleContext,
): Promise<readonly string[]> {
  const store = postgresStore(environment.stores.curated, {
    applicationName: `tundish ${instance} subscriptions`,
    poolMax: 1,
    connectTimeoutMs: 3_000,
  });
  const untilDone = async <R>(work: () => Promise<R>, failed: string): Promise<R | undefined> => {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        if (attempt === 0) log.warn({ clientId, reason }, failed);
        await waitFor(RETRY_MS, signal);
      }
    }
    return undefined;
  };
  const known = await untilDone(
    () => remember(store, clientId, filters),
    'the subscriptions of this MQTT session cannot be noted yet; reading goes on, and what an earlier plan had subscribed stays until they can',
  );
  void keepAlive().finally(() => store.close());
  return (known ?? []).filter((filter) => !filters.includes(filter));

  async function keepAlive(): Promise<void> {
    const left = signal.aborted ? [] : await leftSessions(store).catch(() => []);
    for (const session of left) log.warn({ ...session }, leftSessionText);
    while (!signal.aborted) {
      await waitFor(SIGN_OF_LIFE_MS, signal);
      // The next one comes anyway.
      if (!signal.aborted) await remember(store, clientId, filters).catch(() => undefined);
    }
  }
}

const leftSessionText =
  'nobody has used this MQTT session for a while, and the broker goes on keeping messages for it: if it was of another --instance, start that one once more to read them; then let the broker forget the client id';

/** Adds filters to those of a session; gives all that it ever had. */
async function remember(
  store: Store,
  clientId: string,
  filters: readonly string[],
): Promise<readonly string[]> {
  const [row] = await store.query<Row & { filters: readonly string[] }>({
    text: `INSERT INTO curated.checkpoint AS c (step, position, updated_at)
VALUES ($1, jsonb_build_object('filters', $2::jsonb), clock_timestamp())
ON CONFLICT (step) DO UPDATE SET updated_at = EXCLUDED.updated_at, position = jsonb_build_object('filters',
  (SELECT jsonb_agg(DISTINCT f) FROM jsonb_array_elements(c.position -> 'filters' || $2::jsonb) AS f))
RETURNING position -> 'filters' AS filters`,
    values: [PREFIX + clientId, JSON.stringify(filters)],
  });
  return row?.filters ?? [];
}

/** Sessions without a sign of life for ten minutes; after a quarter of a year they are forgotten. */
export async function leftSessions(store: Pick<Store, 'query'>): Promise<readonly LeftSession[]> {
  return store.query<Row & LeftSession>({
    text: `SELECT substr(step, length($1) + 1) AS "clientId",
  to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "lastUsed"
FROM curated.checkpoint
WHERE starts_with(step, $1)
  AND updated_at BETWEEN clock_timestamp() - interval '90 days' AND clock_timestamp() - interval '10 minutes'
ORDER BY step`,
    values: [PREFIX],
  });
}
