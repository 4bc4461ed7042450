import type { Row, Store } from '../../../connectors/connector.ts';
import type { EventDatasetPlan, Plan, SensorDatasetPlan } from '../../../contracts/plan/plan.ts';
import { qualifiedName, quoteIdentifier } from '../../../contracts/plan/sql-text.ts';
import type { Stores } from '../../../deploy/database/apply-plan.ts';
import { openBooks } from '../../../ingestion/books/books.ts';
import { pendingCondition, pendingParameters } from '../../../ingestion/books/raw-accounts.ts';
import { beginning, type WindowPosition } from '../../../ingestion/etl/read-window.ts';
import { provenanceColumn } from '../../../ingestion/etl/source-view.ts';
import type { StreamStatus } from './environment-status.ts';
import { instant } from './instant.ts';

type StreamPlan = EventDatasetPlan | SensorDatasetPlan;

/** Beyond it, about a second of counting, a stream's tables are not counted unless asked for. */
const LARGE_BYTES = 256 * 1024 * 1024;

/** All streams of the plan, in its order. `positions` by stream: how far its curated step is. */
export async function readStreams(
  plan: Plan,
  stores: Stores,
  positions: ReadonlyMap<string, WindowPosition>,
  { exact }: { readonly exact: boolean },
): Promise<readonly StreamStatus[]> {
  const streams = plan.datasets.filter((one) => one.kind === 'event' || one.kind === 'sensor');
  const found = new Map<string, StreamStatus>();
  for (const stream of streams) {
    if (exact || (await bytesOf(stream, stores)) <= LARGE_BYTES) continue;
    found.set(
      stream.id,
      stream.kind === 'event'
        ? await recordedEvents(stream, stores, positions.get(stream.id) ?? beginning)
        : await recordedSamples(stream, stores),
    );
  }
  const datasets = plan.datasets.filter(({ id }) => !found.has(id));
  for (const status of await countedStreams({ ...plan, datasets }, stores)) {
    found.set(status.stream, status);
  }
  const all: StreamStatus[] = [];
  for (const stream of streams) {
    const status = found.get(stream.id);
    const last = await lastReceived(stream, stores);
    if (status !== undefined) all.push(last === undefined ? status : { ...status, ...last });
  }
  return all;
}

async function countedStreams(plan: Plan, stores: Stores): Promise<readonly StreamStatus[]> {
  const { events, sensors } = await openBooks(plan, stores).read();
  return [
    ...events.map((book): StreamStatus => {
      const { stream, received, raw, duplicate, curated, pending, held, quarantined } = book;
      const { balanced } = book;
      const counts = { received, stored: raw, duplicate, curated, pending, held, quarantined };
      return { stream, unit: 'messages', ...counts, dropped: 0, balanced, counted: true };
    }),
    ...sensors.map((book): StreamStatus => {
      const { stream, received, metrics, duplicate, quarantined, dropped, balanced } = book;
      const counts = { received, stored: metrics, duplicate, quarantined, dropped };
      return { stream, unit: 'samples', ...counts, held: 0, balanced, counted: true };
    }),
  ];
}

/** Of the tables that grow with the stream, their partitions with them; indexes are not counted. */
async function bytesOf(stream: StreamPlan, stores: Stores): Promise<number> {
  const [root] = stream.tables;
  const sizes = await Promise.all([
    ...(stream.kind === 'event'
      ? [treeBytes(stores.raw, qualifiedName('raw', stream.raw.name))]
      : []),
    ...(root === undefined
      ? []
      : [treeBytes(stores[root.store], qualifiedName(root.store, root.name))]),
  ]);
  return sizes.reduce((sum, one) => sum + one, 0);
}

async function treeBytes(store: Store, table: string): Promise<number> {
  const [row] = await store.query<{ bytes: string }>({
    text: `SELECT coalesce(sum(pg_relation_size(relid)), 0)::text AS bytes FROM pg_partition_tree(to_regclass($1))`,
    values: [table],
  });
  return Number(row?.bytes ?? 0);
}

interface FlowRow extends Row {
  readonly received: string;
  readonly stored: string;
  readonly duplicate: string;
}

/** From the counters that the workers move in the transaction of the rows; waiting is counted. */
async function recordedEvents(
  { id, raw }: EventDatasetPlan,
  stores: Stores,
  position: WindowPosition,
): Promise<StreamStatus> {
  const [flow] = await stores.raw.query<FlowRow>({
    text: `SELECT ${flowSums} FROM raw.flow WHERE stream = $1`,
    values: [id],
  });
  const [pending] = await stores.raw.query<{ n: string }>({
    text: `SELECT count(*)::text AS n FROM ${qualifiedName('raw', raw.name)} AS r WHERE ${pendingCondition(1)}`,
    values: [...pendingParameters(position)],
  });
  const [waiting] = await stores.curated.query<{ held: string; quarantined: string }>({
    text: `SELECT count(*) FILTER (WHERE state = 'held')::text AS held,
  count(*) FILTER (WHERE state IN ('open', 'discarded'))::text AS quarantined
FROM curated.quarantine WHERE stream = $1`,
    values: [id],
  });
  const counts = sums(flow);
  return {
    ...{ stream: id, unit: 'messages', ...counts, dropped: 0, counted: false },
    pending: Number(pending?.n ?? 0),
    held: Number(waiting?.held ?? 0),
    quarantined: Number(waiting?.quarantined ?? 0),
    balanced: counts.received === counts.stored + counts.duplicate,
  };
}

async function recordedSamples({ id }: SensorDatasetPlan, stores: Stores): Promise<StreamStatus> {
  const [flow] = await stores.metrics.query<
    FlowRow & { readonly quarantined: string; readonly dropped: string }
  >({
    text: `SELECT ${flowSums}, coalesce(sum(quarantined), 0)::text AS quarantined,
  coalesce(sum((SELECT sum(samples::bigint) FROM jsonb_each_text(dropped) AS d (reason, samples))), 0)::text AS dropped
FROM metrics.flow WHERE stream = $1`,
    values: [id],
  });
  const counts = sums(flow);
  const quarantined = Number(flow?.quarantined ?? 0);
  const dropped = Number(flow?.dropped ?? 0);
  const told = counts.stored + counts.duplicate + quarantined + dropped;
  const more = { quarantined, dropped, held: 0, counted: false };
  return { stream: id, unit: 'samples', ...counts, ...more, balanced: counts.received === told };
}

const flowSums = ['received', 'stored', 'duplicate']
  .map((name) => `coalesce(sum(${name}), 0)::text AS ${name}`)
  .join(', ');

function sums(flow: FlowRow | undefined) {
  return {
    received: Number(flow?.received ?? 0),
    stored: Number(flow?.stored ?? 0),
    duplicate: Number(flow?.duplicate ?? 0),
  };
}

/** The newest row in the order of commits, over the index that the steps read by. */
async function lastReceived(
  stream: StreamPlan,
  stores: Stores,
): Promise<{ readonly lastReceived: string } | undefined> {
  const [root] = stream.tables;
  const isEvent = stream.kind === 'event';
  const tx = root === undefined ? undefined : provenanceColumn(root, 'transaction');
  if (!isEvent && (root === undefined || tx === undefined)) return undefined;
  const table = isEvent
    ? qualifiedName('raw', stream.raw.name)
    : qualifiedName('metrics', root?.name ?? '');
  const [at, order] = isEvent ? ['received_at', 'tx'] : ['_received_at', quoteIdentifier(tx ?? '')];
  const [row] = await stores[isEvent ? 'raw' : 'metrics'].query<{ last: string | null }>({
    text: `SELECT ${instant(at)} AS last FROM ${table} ORDER BY ${order} DESC LIMIT 1`,
  });
  return row?.last === undefined || row.last === null ? undefined : { lastReceived: row.last };
}
