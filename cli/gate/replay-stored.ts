import type { Store } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import { type PostgresOptions, postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { Environment } from '../environment.ts';
import { personalKeysIfAny } from '../roles/personal-keys.ts';
import { reaching } from '../runtime/reaching.ts';
import type { ReplayReport, StreamReplay } from './gate-result.ts';
import { type ChangedStream, changedStreams } from './replay/changed-streams.ts';
import { eachStored } from './replay/stored-rows.ts';
import { ReplayTally } from './replay/tally.ts';

export interface ReplayInput {
  /** What the stored messages were judged by: the base of the comparison. */
  readonly previous: Plan;
  readonly current: Plan;
  /** Its name, for messages, and where its servers are. */
  readonly environmentName: string;
  readonly environment: Environment;
  /** Messages received in the last `days` before `nowMs`. */
  readonly days: number;
  readonly nowMs: number;
  /** Told now and then how many messages are judged. */
  readonly progress?: (judged: number) => void;
}

/** A scan of a large table answers late; a server that is gone is noticed by its connection. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/**
 * Judges the stored messages of all event streams whose contract judges otherwise now, by the
 * proposed contract and by the previous one, on the way that the data plane takes. Reads only, in one
 * read-only transaction per stream. What could not be judged is in `unchecked` of the report.
 * @throws UnreachableError where the raw store does not answer or refuses the account.
 * @throws UsageError where its URL or a variable is missing.
 */
export async function replayStored(input: ReplayInput): Promise<ReplayReport> {
  const { environment, environmentName, days, nowMs } = input;
  const startedMs = performance.now();
  const keys = personalKeysIfAny(input.previous, environment);
  const { streams, unchecked } = changedStreams(input.previous, input.current, keys);
  const judged: StreamReplay[] = [];
  const notes = [...unchecked];
  if (streams.length > 0) {
    const store = postgresStore(environment.stores.raw, storeOptions);
    try {
      for (const stream of streams) {
        // A table that is missing or closed to the account says nothing about the others.
        const work = judgeStream(store, stream, nowMs - days * DAY_MS, input.progress).catch(
          (error: unknown) => unreadable(error, stream, environmentName),
        );
        const replayed = await reaching(environmentName, work);
        if (typeof replayed === 'string') notes.push(replayed);
        else judged.push(replayed);
      }
    } finally {
      await store.close();
    }
  }
  for (const { stream, unread } of judged) {
    if (unread > 0) {
      notes.push(
        `${stream}: ${unread} stored messages are encrypted whole and were not judged again: environments/${environmentName}.yaml has no key for them`,
      );
    }
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return { environment: environmentName, days, streams: judged, seconds, unchecked: notes };
}

const storeOptions: PostgresOptions = {
  applicationName: 'tundish check --replay',
  poolMax: 1,
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
};

async function judgeStream(
  store: Store,
  { stored, before, after, declared }: ChangedStream,
  sinceMs: number,
  progress: ReplayInput['progress'],
): Promise<StreamReplay> {
  const tally = new ReplayTally(stored.id, declared);
  await eachStored(store, stored.raw, sinceMs, (rows) => {
    for (const row of rows) tally.add(row, before(row), after(row));
    progress?.(tally.judged);
  });
  return tally.result();
}

/** Why a stream's raw table could not be read, where that is a matter of the table and not the server. */
function unreadable(error: unknown, { stored }: ChangedStream, environment: string): string {
  const state = error instanceof Failure ? error.sqlState : undefined;
  const table = `raw.${stored.raw.name}`;
  if (state === '42P01') {
    return `${stored.id}: no stored message was judged again: ${environment} has no table ${table} yet (tundish apply ${environment} makes it)`;
  }
  if (state === '42501') {
    return `${stored.id}: no stored message was judged again: the account of stores.raw in environments/${environment}.yaml may not read ${table} (GRANT SELECT on it)`;
  }
  throw error;
}
