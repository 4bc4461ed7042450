import pg from 'pg';
import type { BuiltPlant } from '../../../cli/runtime/built-plant.ts';
import type { StoreSession } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { generateSql } from '../../../contracts/generate/sql/generate-sql.ts';
import type { EventDatasetPlan, Plan, SensorDatasetPlan } from '../../../contracts/plan/plan.ts';
import { applyPlan, planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import { type Comparison, compareViews } from './compare-views.ts';
import { curateEvents, loadedValidator } from './curate-events.ts';
import { uncoveredMembers } from './expected-rows.ts';
import { generatedEvents } from './sent-events.ts';
import { compareSamples, sentSamples, storeSamples } from './sent-samples.ts';
import { type WatchedStore, watchedStore } from './watched-store.ts';

/** What became of the messages of one dataset on one server. */
export interface DatasetVerdict {
  readonly dataset: string;
  readonly product: string;
  readonly messages: number;
  /** Messages (of sensors: samples) that reached their table. */
  readonly curated: number;
  readonly quarantined: number;
  /** Statements refused with SQLSTATE class 22 or 23. */
  readonly refusals: readonly string[];
  readonly comparison: Comparison;
}

export interface PlantVerdict {
  readonly datasets: readonly DatasetVerdict[];
  /** What a plan still finds to do after `apply`, and after the SQL files ran twice. */
  readonly leftovers: readonly string[];
}

const NOW = Date.UTC(2026, 5, 1);

/**
 * Applies a plant's plan to an empty database, sends generated valid messages through every stream,
 * and reads them back. `sqlUrl` is a second empty database, for the SQL files.
 */
export async function provePlant(
  { plan }: BuiltPlant,
  url: string,
  sqlUrl: string,
  messages: number,
): Promise<PlantVerdict> {
  const store = watchedStore(postgresStore(url));
  try {
    const stores = { raw: store, metrics: store, curated: store, business: store };
    const leftovers = [
      ...(await leftoversOfApply(plan, stores)),
      ...(await leftoversOfFiles(plan, sqlUrl)),
    ];
    const datasets: DatasetVerdict[] = [];
    for (const [index, dataset] of plan.datasets.entries()) {
      if (dataset.kind === 'computed' || dataset.kind === 'reference') continue;
      datasets.push(
        dataset.kind === 'event'
          ? await proveEvents(store, dataset, messages, index + 1)
          : await proveSamples(store, dataset, messages, index + 1),
      );
    }
    return { datasets, leftovers };
  } finally {
    await store.close();
  }
}

async function leftoversOfApply(plan: Plan, stores: Stores): Promise<readonly string[]> {
  const first = await applyPlan(plan, stores, { now: NOW });
  if (first.kind === 'refused') return first.refusals.map(({ message }) => message);
  const changes = await planChanges(plan, stores, { now: NOW });
  const second = await applyPlan(plan, stores, { now: NOW });
  return [...changes.additions, ...changes.refusals, ...second.additions, ...second.refusals].map(
    ({ message }) => `after apply: ${message}`,
  );
}

/** Partitions are not in the files, as they depend on a clock; nor are rows beyond a thousand. */
async function leftoversOfFiles(plan: Plan, url: string): Promise<readonly string[]> {
  const files = generateSql(plan, (product) => product);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (let time = 0; time < 2; time += 1) {
      for (const { path, text } of files) {
        if (!path.endsWith('.timescaledb.sql')) await client.query(text);
      }
    }
  } finally {
    await client.end();
  }
  const store = postgresStore(url);
  try {
    const stores = { raw: store, metrics: store, curated: store, business: store };
    const { additions, refusals } = await planChanges(plan, stores, { now: NOW });
    const large = new Set(
      plan.datasets
        .flatMap(({ tables }) => tables)
        .filter(({ rows }) => rows.kind === 'reference' && rows.values.length > 1_000)
        .map(({ store: schema, name }) => `${schema}.${name}`),
    );
    return [
      ...additions.filter(
        ({ kind, object }) => kind !== 'partition' && !(kind === 'rows' && large.has(object)),
      ),
      ...refusals,
    ].map(({ message }) => `after the SQL files ran twice: ${message}`);
  } finally {
    await store.close();
  }
}

async function proveEvents(
  store: WatchedStore,
  dataset: EventDatasetPlan,
  count: number,
  seed: number,
): Promise<DatasetVerdict> {
  const major = dataset.majors.at(-1);
  if (major === undefined) throw new Error(`${dataset.id} has no major.`);
  const before = store.refusals.length;
  const events = generatedEvents(dataset, major, count, seed);
  const validate = await loadedValidator(major);
  await curateEvents(
    store,
    dataset,
    () => validate,
    events.map(({ event }) => event),
  );
  const [root] = dataset.tables;
  const curated = await countOf(
    store,
    `SELECT count(DISTINCT _event_id) FROM curated."${root?.name}"`,
  );
  const comparison = withUncovered(
    await compareViews(store, dataset, major.major, events),
    uncoveredMembers(dataset.tables, events),
  );
  return {
    dataset: dataset.id,
    product: dataset.product,
    messages: events.length,
    curated,
    ...(await quarantineOf(store, 'curated', dataset.id, comparison)),
    refusals: store.refusals.slice(before),
  };
}

/** A member without a column is a difference as well: a mapping must lose none. */
function withUncovered(comparison: Comparison, uncovered: ReadonlySet<string>): Comparison {
  const examples = [...uncovered].map((path) => `no column holds ${path}`);
  return {
    ...comparison,
    different: comparison.different + uncovered.size,
    examples: [...examples, ...comparison.examples].slice(0, 5),
  };
}

async function proveSamples(
  store: WatchedStore,
  dataset: SensorDatasetPlan,
  count: number,
  seed: number,
): Promise<DatasetVerdict> {
  const major = dataset.majors.at(-1);
  if (major === undefined) throw new Error(`${dataset.id} has no major.`);
  const before = store.refusals.length;
  const messages = sentSamples(dataset, major, count, seed);
  await storeSamples(store, dataset, await loadedValidator(major), messages);
  const comparison = await compareSamples(store, dataset, major, messages);
  const quarantined = await quarantineOf(store, 'metrics', dataset.id, comparison);
  return {
    dataset: dataset.id,
    product: dataset.product,
    messages: messages.length,
    curated: messages.length - quarantined.quarantined,
    ...quarantined,
    refusals: store.refusals.slice(before),
  };
}

/** Why messages were refused is the first thing to know, so it joins the examples. */
async function quarantineOf(
  session: StoreSession,
  schema: 'curated' | 'metrics',
  stream: string,
  comparison: Comparison,
): Promise<Pick<DatasetVerdict, 'quarantined' | 'comparison'>> {
  const rows = await session.query<{ n: number; reasons: string; sample: string }>({
    text: `SELECT count(*)::integer AS n, min(reasons::text) AS reasons, min(sample) AS sample
FROM ${schema}.quarantine WHERE stream = $1 GROUP BY fingerprint`,
    values: [stream],
  });
  const reasons = rows.map(({ n, reasons, sample }) =>
    `${stream}: ${n} quarantined: ${reasons} ${sample}`.slice(0, 600),
  );
  return {
    quarantined: rows.reduce((sum, { n }) => sum + n, 0),
    comparison: { ...comparison, examples: [...reasons, ...comparison.examples].slice(0, 5) },
  };
}

async function countOf(session: StoreSession, text: string): Promise<number> {
  const [row] = await session.query<{ count: string }>({ text });
  return Number(row?.count ?? 0);
}
