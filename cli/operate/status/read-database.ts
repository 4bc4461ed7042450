import type { Row, Store } from '../../../connectors/connector.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { qualifiedName } from '../../../contracts/plan/sql-text.ts';
import { tablesOf } from '../../../contracts/plan/store-objects.ts';
import { planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import type { WindowPosition } from '../../../ingestion/etl/read-window.ts';
import { emptySnapshot } from '../../../ingestion/etl/snapshot.ts';
import type {
  AppliedStatus,
  DatabaseStatus,
  PartitionStatus,
  StepStatus,
  StreamStatus,
} from './environment-status.ts';
import { instant } from './instant.ts';
import { readStreams } from './read-streams.ts';
import { oldestChange, oldestPending } from './waiting-since.ts';

const DAY_MS = 86_400_000;

/** How far the databases are from the plan; partitions to come count as part of it. */
export async function readApplied(plan: Plan, stores: Stores, now: number): Promise<AppliedStatus> {
  const { additions, refusals } = await planChanges(plan, stores, { now });
  const shape = additions.filter(({ kind }) => kind !== 'partition');
  const first = refusals[0] ?? shape[0];
  return {
    equal: shape.length === 0 && refusals.length === 0,
    additions: shape.length,
    refusals: refusals.length,
    ...(first === undefined ? {} : { first: first.message }),
  };
}

/** Everything that the databases say. Rejects with a Failure where a table of the plan is missing. */
export async function readDatabase(
  plan: Plan,
  stores: Stores,
  now: number,
  options: {
    /** By dataset id, in milliseconds. */
    readonly promised: ReadonlyMap<string, number>;
    /** Counts tables however large they are. */
    readonly exact: boolean;
  },
): Promise<Omit<DatabaseStatus, 'applied'>> {
  const checkpoints = await readCheckpoints(stores);
  const positions = new Map(
    plan.datasets.flatMap(({ id }) => {
      const found = checkpoints.get(`curated:${id}`);
      return found === undefined ? [] : [[id, found.position] as const];
    }),
  );
  const streams = await readStreams(plan, stores, positions, options);
  return {
    streams,
    steps: await readSteps(plan, stores, { streams, checkpoints, promised: options.promised }),
    partitions: await readPartitions(plan, stores, now),
    ...(await readProcesses(stores)),
  };
}

interface CheckpointRow extends Row {
  readonly step: string;
  readonly moved: string;
  readonly refused: number;
  /** Of a curated step; of a business step `since` alone says how far it is. */
  readonly position: WindowPosition;
}

async function readCheckpoints(stores: Stores): Promise<ReadonlyMap<string, CheckpointRow>> {
  const rows: CheckpointRow[] = [];
  for (const schema of ['curated', 'business'] as const) {
    rows.push(
      ...(await stores[schema].query<CheckpointRow>({
        text: `SELECT step, ${instant('updated_at')} AS moved, position - 'refused' AS position,
  CASE jsonb_typeof(position -> 'refused') WHEN 'array' THEN jsonb_array_length(position -> 'refused') ELSE 0 END AS refused
FROM ${schema}.checkpoint`,
      })),
    );
  }
  return new Map(rows.map((row) => [row.step, row]));
}

async function readSteps(
  plan: Plan,
  stores: Stores,
  known: {
    readonly streams: readonly StreamStatus[];
    readonly checkpoints: ReadonlyMap<string, CheckpointRow>;
    readonly promised: ReadonlyMap<string, number>;
  },
): Promise<readonly StepStatus[]> {
  const steps: StepStatus[] = [];
  for (const dataset of plan.datasets) {
    if (dataset.kind !== 'event' && dataset.kind !== 'computed') continue;
    const step = `${dataset.kind === 'event' ? 'curated' : 'business'}:${dataset.id}`;
    const row = known.checkpoints.get(step);
    const pending = known.streams.find(({ stream }) => stream === dataset.id)?.pending;
    const since =
      dataset.kind === 'event'
        ? await oldestPending(dataset, stores.raw, row?.position)
        : await oldestChange(plan, dataset, stores.business, row?.position.since ?? emptySnapshot);
    const promisedMs = known.promised.get(dataset.id);
    steps.push({
      step,
      refused: row?.refused ?? 0,
      ...(row === undefined ? {} : { moved: row.moved }),
      ...(pending === undefined ? {} : { pending }),
      ...(since === undefined ? {} : { waitingSince: since }),
      ...(promisedMs === undefined ? {} : { promisedMs }),
    });
  }
  return steps;
}

interface PartitionRow extends Row {
  readonly name: string;
  readonly until: string | null;
  readonly default_partition: string | null;
}

async function readPartitions(
  plan: Plan,
  stores: Stores,
  now: number,
): Promise<readonly PartitionStatus[]> {
  const found: PartitionStatus[] = [];
  for (const store of ['raw', 'metrics', 'curated', 'business'] as const) {
    const names = tablesOf(plan, store).flatMap(({ name, partition }) =>
      partition === undefined ? [] : [name],
    );
    if (names.length === 0) continue;
    const rows = await stores[store].query<PartitionRow>({
      text: partitionsSql,
      values: [store, names],
    });
    for (const { name, until, default_partition } of rows) {
      if (until === null) continue;
      const used =
        default_partition !== null && (await holdsRows(stores[store], store, default_partition));
      found.push({
        table: `${store}.${name}`,
        until: until.slice(0, 10),
        daysAhead: Math.floor((Date.parse(until) - now) / DAY_MS),
        defaultUsed: used,
      });
    }
  }
  return found;
}

async function holdsRows(store: Store, schema: string, table: string): Promise<boolean> {
  const [row] = await store.query<{ used: boolean }>({
    text: `SELECT EXISTS (SELECT FROM ${qualifiedName(schema, table)}) AS used`,
  });
  return row?.used === true;
}

/** Range partitions of one timestamptz column: the bound is a text such as `TO ('2026-06-01 …')`. */
const partitionsSql = `SELECT parent.relname AS name,
  ${instant(`max(substring(pg_get_expr(part.relpartbound, part.oid) FROM $p$TO \\('([^']+)'\\)$p$)::timestamptz)`)} AS until,
  max(part.relname) FILTER (WHERE pg_get_expr(part.relpartbound, part.oid) = 'DEFAULT') AS default_partition
FROM pg_class AS parent
JOIN pg_namespace AS n ON n.oid = parent.relnamespace AND n.nspname = $1
JOIN pg_inherits AS i ON i.inhparent = parent.oid
JOIN pg_class AS part ON part.oid = i.inhrelid
WHERE parent.relname = ANY ($2::text[])
GROUP BY parent.relname ORDER BY parent.relname`;

async function readProcesses(
  stores: Stores,
): Promise<Pick<DatabaseStatus, 'processes' | 'instances'>> {
  const names = new Set<string>();
  for (const store of new Set([stores.raw, stores.metrics, stores.curated, stores.business])) {
    const rows = await store.query<{ name: string }>({
      text: `SELECT DISTINCT application_name AS name FROM pg_stat_activity
WHERE datname = current_database() AND starts_with(application_name, 'tundish ')`,
    });
    for (const { name } of rows) names.add(name.slice('tundish '.length));
  }
  const all = [...names].sort();
  return {
    processes: all.filter((name) => !/^(reach|doctor)$| lock$/.test(name)),
    instances: all.flatMap((name) => (/ lock$/.test(name) ? [name.slice(0, -' lock'.length)] : [])),
  };
}
