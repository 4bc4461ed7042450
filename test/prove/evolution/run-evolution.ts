import type { Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import type { Migration, Phase } from '../../../contracts/migration/migration.ts';
import { planMigration } from '../../../contracts/migration/plan-migration.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { applyPlan, planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import { runMigration, undoMigration } from '../../../deploy/database/run-migration.ts';
import { until } from '../../support/until.ts';
import {
  type Consumers,
  consumers,
  lockWatch,
  type Query,
  type Reads,
  reports,
} from './consumers.ts';
import { evolutionPlans } from './evolution-plans.ts';
import { plateWriter, yieldWriter } from './writers.ts';

export interface EvolutionOptions {
  readonly url: string;
  /** Plates that are there at the beginning, a multiple of 1,000. */
  readonly plates: number;
  /** How long each state is left to readers and writers. */
  readonly restMs: number;
  readonly readers: number;
  /** How long each statement of a report that never ends reads. */
  readonly reportSeconds: number;
  readonly tell?: (line: string) => void;
}

export interface EvolutionReport {
  readonly reads: Reads;
  readonly longestLockMs: number;
  readonly reports: number;
  /** Plates that writers of the plan before and of the new one committed meanwhile. */
  readonly written: { readonly v1: number; readonly v2: number };
  readonly writerRetries: number;
  readonly rows: number;
  readonly lockRetries: number;
  /** What apply would still do after each move; empty when each ended where it should. */
  readonly left: readonly string[];
}

/** A consumer that waits longer than this for an answer has failed. */
export const CONSUMER_TIMEOUT_MS = 2_000;
const now = Date.parse('2026-03-15T12:00:00Z');

/**
 * Two evolutions, each up, down and up again, and the end of major 1, on one database that consumers of
 * both majors and the ETLs of both plans use all the while.
 */
export async function runEvolution(options: EvolutionOptions): Promise<EvolutionReport> {
  const { url, plates, restMs, readers, reportSeconds, tell = () => {} } = options;
  const plans = evolutionPlans();
  const store = postgresStore(url, { poolMax: 6, statementTimeoutMs: 120_000 });
  const stores: Stores = { raw: store, metrics: store, curated: store, business: store };
  const left: string[] = [];
  let [rows, lockRetries] = [0, 0];
  await prepare(store, stores, plans.first, plates);
  const reading = consumers(url, CONSUMER_TIMEOUT_MS);
  const read = (queries: readonly Query[]) => {
    for (let n = 0; n < readers; n += 1) for (const query of queries) reading.start(query);
  };
  const rest = () => new Promise((resolve) => setTimeout(resolve, restMs));
  const ends = async (plan: Plan, what: string) => {
    const changes = await planChanges(plan, stores, { now });
    const open = [...changes.refusals, ...changes.additions];
    left.push(...open.map(({ message }) => `${what}: ${message}`));
    tell(`${what}: apply finds ${open.length === 0 ? 'nothing' : `${open.length} things`} to do`);
  };
  const move = async (migration: Migration, phases: readonly Phase[]) => {
    const started = performance.now();
    const result = await runMigration(migration, phases, stores);
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
    rows += result.rows;
    lockRetries += result.retries;
    const seconds = ((performance.now() - started) / 1_000).toFixed(1);
    tell(
      `${phases.join(', ')}: ${result.steps} steps, ${result.rows} rows, ${result.retries} times given way, ${seconds} s`,
    );
  };
  const back = async (migration: Migration) => {
    const result = await undoMigration(migration, stores);
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.refusals));
    lockRetries += result.retries;
    tell(`down: ${result.steps} steps, ${result.retries} times given way`);
  };

  const firstYield = yieldWriter(store, plans.first);
  await until(async () => firstYield.written() > 0, 'the first yields');
  const v1Writer = plateWriter(store, plans.first, 1, plates);
  read(v1Queries(plates));
  const report = reports(url, `SELECT count(*) FROM curated.plate_v1, pg_sleep(${reportSeconds})`);
  const locks = lockWatch(url);
  await rest();

  tell('evolution A: a second major of the plates');
  const a = planMigration(plans.first, plans.second);
  await move(a, ['expand']);
  await rest();
  await move(a, ['migrate']);
  await ends(plans.second, 'A up');
  await rest();
  await back(a);
  await ends(plans.first, 'A down');
  await move(a, ['expand', 'migrate']);
  const v2Writer = plateWriter(store, plans.second, 2, 10_000_000);
  await until(async () => v2Writer.written() > 0, 'the first plates of major 2');
  read(v2Queries);
  await rest();

  tell('evolution B: other columns of the yield');
  const b = planMigration(plans.second, plans.third);
  await move(b, ['expand', 'migrate']);
  await ends(plans.third, 'B up');
  await back(b);
  await ends(plans.second, 'B down');
  await move(b, ['expand', 'migrate']);
  await firstYield.end();
  const lateYield = yieldWriter(store, plans.third);
  await until(async () => lateYield.written() > 0, 'the yields computed anew');
  read(lateYieldQueries);
  await rest();
  await reading.end('early');
  await move(a, ['retire']);
  await move(b, ['retire']);
  await ends(plans.third, 'A and B retired');
  await rest();

  tell('the end of major 1');
  const c = planMigration(plans.third, plans.fourth);
  await move(c, ['expand', 'migrate']);
  await ends(plans.fourth, 'major 1 unsupported');
  await rest();
  await Promise.all([v1Writer.end(), v2Writer.end(), lateYield.end()]);
  const lastWriter = plateWriter(store, plans.fourth, 2, 20_000_000);
  const lastYield = yieldWriter(store, plans.fourth);
  await until(async () => lastYield.written() > 0, 'the yields from major 2');
  await Promise.all([report.end(), reading.end('v1')]);
  await move(c, ['retire']);
  await ends(plans.fourth, 'major 1 retired');
  await rest();
  await reading.end();
  await Promise.all([lastYield.end(), lastWriter.end()]);
  const longestLockMs = await locks.end();
  await checkRows(
    store,
    plates + v1Writer.written() + v2Writer.written() + lastWriter.written(),
    left,
  );
  await store.close();
  return {
    reads: reading.reads,
    longestLockMs,
    reports: await report.end(),
    written: { v1: v1Writer.written(), v2: v2Writer.written() + lastWriter.written() },
    writerRetries: [v1Writer, v2Writer, lastWriter, firstYield, lateYield, lastYield]
      .map((writer) => writer.retried())
      .reduce((sum, retried) => sum + retried, 0),
    rows,
    lockRetries,
    left,
  };
}

/** The same first change as people do it by hand: one ALTER in one transaction, without a limit. */
export async function runNaively(options: EvolutionOptions): Promise<Reads> {
  const { url, plates, restMs, readers, reportSeconds } = options;
  const store = postgresStore(url, { poolMax: 4, statementTimeoutMs: 120_000 });
  const stores: Stores = { raw: store, metrics: store, curated: store, business: store };
  await prepare(store, stores, evolutionPlans().first, plates);
  const reading: Consumers = consumers(url, CONSUMER_TIMEOUT_MS);
  const queries = v1Queries(plates).filter(({ name }) => name.startsWith('v1'));
  for (let n = 0; n < readers; n += 1) for (const query of queries) reading.start(query);
  const report = reports(url, `SELECT count(*) FROM curated.plate_v1, pg_sleep(${reportSeconds})`);
  await new Promise((resolve) => setTimeout(resolve, restMs));
  await until(async () => {
    const rows = await store.query({
      text: `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'report'
        AND state = 'active' AND query_start BETWEEN clock_timestamp() - interval '0.4 s' AND clock_timestamp() - interval '0.1 s'`,
    });
    return rows.length > 0;
  }, 'a report that has just begun');
  const views = await store.query<{ name: string; definition: string }>({
    text: `SELECT viewname AS name, definition FROM pg_views WHERE schemaname = 'curated' AND viewname LIKE 'plate%'`,
  });
  await store.transaction(async (session) => {
    for (const { name } of views) await session.query({ text: `DROP VIEW curated.${name}` });
    await session.query({ text: 'ALTER TABLE curated.plate ALTER COLUMN thickness TYPE numeric' });
    for (const { name, definition } of views) {
      await session.query({ text: `CREATE VIEW curated.${name} AS ${definition}` });
    }
  });
  await reading.end();
  await report.end();
  await store.close();
  return reading.reads;
}

async function prepare(store: Store, stores: Stores, plan: Plan, plates: number): Promise<void> {
  const { refusals } = await applyPlan(plan, stores, { now });
  if (refusals.length > 0) throw new Error(refusals.map(({ message }) => message).join('\n'));
  await store.query({
    text: `INSERT INTO curated.plate (id, plate_id, revision, campaign, thickness, width, grade, readings,
      _event_id, _record, _contract_version, _event_time, _event_time_basis, _received_at)
    SELECT n, 'p' || n, 0, 'c' || n / 1000, n % 500, 1500, 's355', ARRAY[n % 7, n % 11],
      ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, '1.0.0',
      '2026-03-01T06:00:00Z', 'source', '2026-03-01T06:00:00Z'
    FROM generate_series(0, ${plates - 1}) n`,
  });
  await store.query({ text: 'ANALYZE curated.plate' });
}

function v1Queries(plates: number): readonly Query[] {
  const some = Math.floor(plates / 2) + 123;
  const sum = Array.from({ length: 1_000 }, (_, n) => n % 500).reduce((a, b) => a + b, 0);
  return [
    {
      name: 'v1 plate',
      sql: `SELECT thickness, width, grade, readings FROM curated.plate_v1 WHERE plate_id = 'p${some}'`,
      wrong: (row) =>
        Number(row?.thickness) === some % 500 &&
        row?.width === '1500' &&
        row.grade === 's355' &&
        row.readings !== null
          ? null
          : 'the plate is not as it was',
    },
    {
      name: 'v1 history',
      sql: `SELECT count(*)::integer AS n, sum(thickness) AS t FROM curated.plate_history_v1 WHERE plate_id IN ('p1', 'p2', 'p3')`,
      wrong: (row) => (row?.n === 3 && Number(row.t) === 6 ? null : 'revisions are missing'),
    },
    {
      name: 'early yield',
      sql: `SELECT millimetres, note FROM business.yield_v1 WHERE campaign = 'c0'`,
      wrong: (row) => (Number(row?.millimetres) === sum ? null : 'the yield is not as it was'),
    },
  ];
}

const v2Queries: readonly Query[] = [
  {
    name: 'v2 plate',
    sql: `SELECT thickness, width, coiling FROM curated.plate_v2 WHERE plate_id = 'p10000001'`,
    wrong: (row) =>
      row?.thickness === '1.5' && row.width === '1.25' && row.coiling === '612.5'
        ? null
        : 'the plate is not as written',
  },
  {
    name: 'v2 readings',
    sql: `SELECT count(*)::integer AS n FROM curated.plate_reading_v2 WHERE plate_id = 'p10000001'`,
    wrong: (row) => (row?.n === 2 ? null : 'readings are missing'),
  },
];

const lateYieldQueries: readonly Query[] = [
  {
    name: 'late yield',
    sql: `SELECT millimetres, ratio FROM business.yield_v1 WHERE campaign = 'c10000'`,
    wrong: (row) => (row?.ratio === null || row === undefined ? 'no ratio' : null),
  },
];

async function checkRows(store: Store, expected: number, left: string[]): Promise<void> {
  const [row] = await store.query<{ rows: number; old: number }>({
    text: `SELECT count(*)::integer AS rows, (SELECT count(*)::integer FROM information_schema.columns
      WHERE table_schema IN ('curated', 'business') AND column_name LIKE '%\\_\\_%') AS old FROM curated.plate`,
  });
  if (row?.rows !== expected) left.push(`${row?.rows} plates of ${expected}`);
  if (row?.old !== 0) left.push(`${row?.old} columns of migrations stay`);
}
