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
import { changedRegisters, countSamples } from './replay/stored-samples.ts';
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
 * read-only transaction per stream. Sensor streams are judged by their stored samples and the ranges of
 * their tags. What could not be judged is in `unchecked` of the report.
 * @throws UnreachableError where the raw store does not answer or refuses the account.
 * @throws UsageError where its URL or a variable is missing.
 */
export async function replayStored(input: ReplayInput): Promise<ReplayReport> {
  const { environment, environmentName, days, nowMs } = input;
  const startedMs = performance.now();
  const sinceMs = nowMs - days * DAY_MS;
  const keys = personalKeysIfAny(input.previous, environment);
  const { streams, unchecked } = changedStreams(input.previous, input.current, keys);
  const registers = changedRegisters(input.previous, input.current);
  const progress = rarely(input.progress);
  const judged: StreamReplay[] = [];
  const notes = [...unchecked];
  const unreadable: string[] = [];
  const judge = async (work: Promise<StreamReplay>, facts: TableFacts): Promise<void> => {
    // A table that is missing or closed to the account says nothing about the others.
    const replayed = await reaching(
      environmentName,
      work.catch((error: unknown) => whyUnread(error, facts, environmentName)),
    );
    if ('why' in replayed) {
      notes.push(replayed.why);
      if (!replayed.isMissing) unreadable.push(facts.stream);
    } else {
      judged.push(replayed);
      if (replayed.judged === 0 && replayed.unread > 0) unreadable.push(facts.stream);
    }
  };
  if (streams.length > 0) {
    await withStore(environment.stores.raw, async (store) => {
      for (const stream of streams) {
        const { id, raw } = stream.stored;
        const facts = { stream: id, store: 'raw', table: raw.name, what: 'message' } as const;
        await judge(judgeStream(store, stream, sinceMs, progress), facts);
      }
    });
  }
  if (registers.length > 0) {
    await withStore(environment.stores.metrics, async (store) => {
      for (const register of registers) {
        const { id, tables } = register.stored;
        const table = tables[0]?.name ?? id;
        const facts = { stream: id, store: 'metrics', table, what: 'sample' } as const;
        await judge(countSamples(store, register, sinceMs), facts);
      }
    });
  }
  for (const { stream, unread } of judged) {
    if (unread > 0) {
      notes.push(
        `${stream}: ${unread} stored ${unread === 1 ? 'message is' : 'messages are'} encrypted whole and ${unread === 1 ? 'was' : 'were'} not judged again: environments/${environmentName}.yaml has no key for them`,
      );
    }
  }
  const seconds = (performance.now() - startedMs) / 1000;
  return {
    environment: environmentName,
    days,
    streams: judged,
    seconds,
    unreadable,
    unchecked: notes,
  };
}

async function withStore(url: string, work: (store: Store) => Promise<void>): Promise<void> {
  const store = postgresStore(url, storeOptions);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

const storeOptions: PostgresOptions = {
  applicationName: 'tundish check --replay',
  poolMax: 1,
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
};

/** Every two seconds: batches come some hundred times a second. */
function rarely(progress: ReplayInput['progress']): (judged: number) => void {
  let toldMs = performance.now();
  return (judged) => {
    if (progress === undefined || performance.now() - toldMs < 2_000) return;
    toldMs = performance.now();
    progress(judged);
  };
}

async function judgeStream(
  store: Store,
  { stored, before, after, declared }: ChangedStream,
  sinceMs: number,
  progress: (judged: number) => void,
): Promise<StreamReplay> {
  const tally = new ReplayTally(stored.id, declared);
  await eachStored(store, stored.raw, sinceMs, (rows) => {
    for (const row of rows) tally.add(row, before(row), after(row));
    progress(tally.judged);
  });
  return tally.result();
}

interface TableFacts {
  readonly stream: string;
  readonly store: 'raw' | 'metrics';
  readonly table: string;
  readonly what: 'message' | 'sample';
}

/** Why a table could not be read, where that is a matter of the table and not of the server. */
function whyUnread(
  error: unknown,
  { stream, store, table, what }: TableFacts,
  environment: string,
): { readonly why: string; readonly isMissing: boolean } {
  const state = error instanceof Failure ? error.sqlState : undefined;
  const nothing = `${stream}: no stored ${what} was judged again`;
  switch (state) {
    case '42P01':
      return {
        why: `${nothing}: ${environment} has no table ${store}.${table} yet (tundish apply ${environment} makes it)`,
        isMissing: true,
      };
    case '42501':
      return {
        why: `${nothing}: the account of stores.${store} in environments/${environment}.yaml may not read ${store}.${table} (GRANT SELECT on it)`,
        isMissing: false,
      };
    case '57014':
      return {
        why: `${nothing}: reading ${store}.${table} took longer than ten minutes; ask for fewer days`,
        isMissing: false,
      };
    default:
      throw error;
  }
}
