import type { Row, Store } from '../../../connectors/connector.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { qualifiedName } from '../../../contracts/plan/sql-text.ts';
import { tablesOf } from '../../../contracts/plan/store-objects.ts';
import { planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import type {
  AppliedStatus,
  DatabaseStatus,
  PartitionStatus,
  StepStatus,
  StreamStatus,
} from './environment-status.ts';

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
): Promise<Omit<DatabaseStatus, 'applied'>> {
  const streams = await readStreams(plan, stores);
  return {
    streams,
    steps: await readSteps(plan, stores, streams),
    partitions: await readPartitions(plan, stores, now),
    processes: await readProcesses(stores),
  };
}

async function readStreams(plan: Plan, stores: Stores): Promise<readonly StreamStatus[]> {
  const { events, sensors } = await openBooks(plan, stores).read();
  const last = await lastReceived(plan, stores);
  return [
    ...events.map((book): StreamStatus => {
      const { stream, received, raw, duplicate, curated, pending, held, quarantined } = book;
      const { balanced } = book;
      const counts = { received, stored: raw, duplicate, curated, pending, held, quarantined };
      return { stream, unit: 'messages', ...counts, dropped: 0, balanced, ...last(stream) };
    }),
    ...sensors.map((book): StreamStatus => {
      const { stream, received, metrics, duplicate, quarantined, dropped, balanced } = book;
      const counts = { received, stored: metrics, duplicate, quarantined, dropped };
      return { stream, unit: 'samples', ...counts, held: 0, balanced, ...last(stream) };
    }),
  ];
}

/** The newest row per stream: over the index of raw, over the newest partitions of metrics. */
async function lastReceived(
  plan: Plan,
  stores: Stores,
): Promise<(stream: string) => { readonly lastReceived?: string }> {
  const found = new Map<string, string>();
  for (const dataset of plan.datasets) {
    if (dataset.kind !== 'event' && dataset.kind !== 'sensor') continue;
    const [root] = dataset.tables;
    const text =
      dataset.kind === 'event'
        ? `SELECT ${instant('received_at')} AS last FROM ${qualifiedName('raw', dataset.raw.name)} ORDER BY tx DESC, seq DESC LIMIT 1`
        : root === undefined
          ? undefined
          : `SELECT ${instant('max(_received_at)')} AS last FROM ${qualifiedName(root.store, root.name)}`;
    if (text === undefined) continue;
    const store = dataset.kind === 'event' ? stores.raw : stores.metrics;
    const [row] = await store.query<{ last: string | null }>({ text });
    if (row?.last !== undefined && row.last !== null) found.set(dataset.id, row.last);
  }
  return (stream) => {
    const last = found.get(stream);
    return last === undefined ? {} : { lastReceived: last };
  };
}

interface CheckpointRow extends Row {
  readonly step: string;
  readonly moved: string;
  readonly refused: number;
}

async function readSteps(
  plan: Plan,
  stores: Stores,
  streams: readonly StreamStatus[],
): Promise<readonly StepStatus[]> {
  const rows: CheckpointRow[] = [];
  for (const schema of ['curated', 'business'] as const) {
    rows.push(
      ...(await stores[schema].query<CheckpointRow>({
        text: `SELECT step, ${instant('updated_at')} AS moved,
  CASE jsonb_typeof(position -> 'refused') WHEN 'array' THEN jsonb_array_length(position -> 'refused') ELSE 0 END AS refused
FROM ${schema}.checkpoint`,
      })),
    );
  }
  return plan.datasets.flatMap((dataset): readonly StepStatus[] => {
    const prefix = {
      event: 'curated',
      computed: 'business',
      sensor: undefined,
      reference: undefined,
    };
    const kind = prefix[dataset.kind];
    if (kind === undefined) return [];
    const step = `${kind}:${dataset.id}`;
    const row = rows.find((one) => one.step === step);
    const pending = streams.find(({ stream }) => stream === dataset.id)?.pending;
    return [
      {
        step,
        refused: row?.refused ?? 0,
        ...(row === undefined ? {} : { moved: row.moved }),
        ...(pending === undefined ? {} : { pending }),
      },
    ];
  });
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

async function readProcesses(stores: Stores): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const store of new Set([stores.raw, stores.metrics, stores.curated, stores.business])) {
    const rows = await store.query<{ name: string }>({
      text: `SELECT DISTINCT application_name AS name FROM pg_stat_activity
WHERE datname = current_database() AND starts_with(application_name, 'tundish ')`,
    });
    for (const { name } of rows) names.add(name.slice('tundish '.length));
  }
  return [...names].filter((name) => !/^(reach|doctor)$| lock$/.test(name)).sort();
}

function instant(expression: string): string {
  return `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}
