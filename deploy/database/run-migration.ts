import type { StoreSession } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { Guard } from '../../contracts/migration/guard.ts';
import { removeMark } from '../../contracts/migration/marks.ts';
import type {
  DataTest,
  Migration,
  MigrationStatement,
  MigrationStep,
  Phase,
} from '../../contracts/migration/migration.ts';
import {
  LOCK_TIMEOUT,
  STATEMENT_TIMEOUT,
  transactionsOf,
} from '../../contracts/migration/migration-sql.ts';
import type { Stores } from './apply-plan.ts';
import { inTheWay } from './guarded-objects.ts';
import { holdingDatabases } from './lock-database.ts';

export interface MigrationOptions {
  /** What is done, a line per step; attempts that met a lock among them. */
  readonly tell?: (line: string) => void;
  /** Tries per transaction that meets a lock; default 60, about a minute. */
  readonly tries?: number;
  /** How long to wait for another migrate or apply. */
  readonly waitMs?: number;
  /** Called before each transaction: a test ends the process here. */
  readonly before?: (step: MigrationStep, statement: MigrationStatement) => void;
}

export type MigrationResult =
  | {
      readonly kind: 'done';
      readonly steps: number;
      readonly rows: number;
      readonly retries: number;
    }
  /** Nothing was changed. */
  | { readonly kind: 'refused'; readonly refusals: readonly MigrationRefusal[] };

export interface MigrationRefusal {
  readonly object: string;
  readonly problem: string;
  /** Of rows that stand in the way: keys alone, at most five. */
  readonly keys: readonly string[];
}

/**
 * Runs phases of a migration. All data tests are asked before anything runs, so that a refusal changes
 * nothing. Each step is one transaction or several that can each run again: what was killed is run anew
 * from its beginning and ends the same. A transaction that does not get its lock in time gives way to
 * the consumers and is tried again. Rejects with a Failure when a database cannot be reached, or when a
 * lock cannot be had at all.
 */
export async function runMigration(
  migration: Migration,
  phases: readonly Phase[],
  stores: Stores,
  options: MigrationOptions = {},
): Promise<MigrationResult> {
  const steps = migration.steps.filter(({ phase }) => phases.includes(phase));
  return held(stores, options, () =>
    run(migration, steps, stores, options, {
      isDown: false,
      forgets: phases.includes('migrate'),
      statements: (step) => step.statements,
      test: (step) => step.test,
      skips: (_step, isDone) => isDone,
    }),
  );
}

/** Undoes expand and migrate, last step first. */
export async function undoMigration(
  migration: Migration,
  stores: Stores,
  options: MigrationOptions = {},
): Promise<MigrationResult> {
  const steps = migration.steps.filter(({ phase }) => phase !== 'retire').toReversed();
  return held(stores, options, () =>
    run(migration, steps, stores, options, {
      isDown: true,
      forgets: false,
      statements: (step) => step.down ?? [],
      test: (step) => step.downTest,
      skips: (step, isDone) => step.downNeedsDone === true && !isDone,
    }),
  );
}

function held<R>(stores: Stores, { waitMs }: MigrationOptions, work: () => Promise<R>): Promise<R> {
  return holdingDatabases(Object.values(stores), waitMs, work);
}

interface Direction {
  readonly isDown: boolean;
  /** What leaves the plan is no migration's own any more. */
  readonly forgets: boolean;
  statements(step: MigrationStep): readonly MigrationStatement[];
  test(step: MigrationStep): DataTest | undefined;
  skips(step: MigrationStep, isDone: boolean): boolean;
}

async function run(
  { byHand, guards = [] }: Migration,
  steps: readonly MigrationStep[],
  stores: Stores,
  options: MigrationOptions,
  direction: Direction,
): Promise<MigrationResult> {
  const refusals: MigrationRefusal[] = byHand.map(({ object, reason }) => ({
    object,
    problem: reason,
    keys: [],
  }));
  for (const guard of steps.some(({ phase }) => phase !== 'retire') ? guards : []) {
    const problem = await inTheWay(stores[guard.store], guard, direction.isDown);
    if (problem !== undefined) refusals.push({ object: guard.object, problem, keys: [] });
  }
  // What is asked for rows supposes that the columns are what the plans say.
  if (refusals.length > 0) return { kind: 'refused', refusals };
  for (const step of steps) {
    const test = direction.test(step);
    if (test === undefined || direction.skips(step, await isDone(stores, step))) continue;
    const keys = await stores[step.store].query<Record<string, unknown>>({ text: test.sql });
    if (keys.length === 0) continue;
    refusals.push({
      object: step.object,
      problem: test.problem,
      keys: keys.map((row) => Object.values(row).map(String).join(', ')),
    });
  }
  if (refusals.length > 0) return { kind: 'refused', refusals };
  if (direction.forgets) {
    for (const guard of guards.filter(({ kind }) => kind === 'goes')) await forget(stores, guard);
  }
  let [rows, retries] = [0, 0];
  for (const step of steps) {
    const statements = direction.statements(step);
    if (statements.length === 0) continue;
    if (direction.skips(step, await isDone(stores, step))) {
      options.tell?.(`done before: ${step.title}`);
      continue;
    }
    options.tell?.(step.title);
    const runner = new StepRunner(stores, step, options);
    for (const group of transactionsOf(statements)) await runner.run(group);
    rows += runner.rows;
    retries += runner.retries;
  }
  return { kind: 'done', steps: steps.length, rows, retries };
}

async function forget(stores: Stores, guard: Guard): Promise<void> {
  if (guard.kind !== 'goes') return;
  await stores[guard.store].query({ text: removeMark(guard.mark).sql });
}

async function isDone(stores: Stores, step: MigrationStep): Promise<boolean> {
  if (step.done === undefined) return false;
  return (await stores[step.store].query({ text: step.done })).length > 0;
}

/** A lock that was not had (55P03), a statement that took too long (57014), a deadlock (40P01). */
const LOCKED = new Set(['55P03', '57014', '40P01']);
const TRIES = 60;
/** A reader that is at it for longer will not be done within our lock_timeout. */
const LONG_MS = 200;
const MOST_WAIT_MS = 5_000;
const POLL_MS = 50;

/** Runs the transactions of one step. */
class StepRunner {
  rows = 0;
  retries = 0;
  readonly #stores: Stores;
  readonly #step: MigrationStep;
  readonly #options: MigrationOptions;

  constructor(stores: Stores, step: MigrationStep, options: MigrationOptions) {
    this.#stores = stores;
    this.#step = step;
    this.#options = options;
  }

  async run(group: readonly MigrationStatement[]): Promise<void> {
    const [first] = group;
    if (first === undefined) return;
    this.#options.before?.(this.#step, first);
    if (first.repeat !== undefined) return this.#batches(first, first.repeat);
    // A concurrent build waits for readers without stopping any, so there is no hurry.
    if (first.outsideTransaction) return this.#again(() => this.#concurrently(first));
    // What reads a whole table is not to be ended by the time that guards short statements.
    const isLong = group.some(({ scans }) => scans);
    return this.#again(() =>
      this.#store.transaction(async (session) => {
        await session.query({
          text: `SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'; SET LOCAL statement_timeout = '${isLong ? 0 : STATEMENT_TIMEOUT}'`,
        });
        for (const { sql } of group) await session.query({ text: sql });
      }),
    );
  }

  get #store() {
    return this.#stores[this.#step.store];
  }

  async #concurrently({ sql, index }: MigrationStatement): Promise<void> {
    if (index !== undefined) {
      const [left] = await this.#store.query({
        text: 'SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid',
        values: [index],
      });
      if (left !== undefined) {
        await this.#store.query({ text: `DROP INDEX CONCURRENTLY IF EXISTS ${index}` });
      }
    }
    await this.#store.query({ text: sql });
  }

  /** Over the pages that the table has now: rows that come later need no batch. */
  async #batches(
    { sql }: MigrationStatement,
    { rows, table }: NonNullable<MigrationStatement['repeat']>,
  ): Promise<void> {
    const [size] = await this.#store.query<{ pages: number; per_page: number }>({
      text: SIZE,
      values: [table],
    });
    const pages = Number(size?.pages ?? 0);
    const step = Math.max(1, Math.ceil(rows / Math.max(1, Number(size?.per_page ?? 50))));
    for (let page = 0; page < pages; page += step) {
      await this.#again(async () => {
        const changed = await this.#store.transaction(async (session) => {
          await session.query({ text: `SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'` });
          return count(session, sql, [`(${page},0)`, `(${page + step},0)`]);
        });
        this.rows += changed;
      });
    }
  }

  /** Until no long statement uses the table: every try in vain makes consumers wait for nothing. */
  async #untilQuiet(): Promise<void> {
    const [, table = ''] = this.#step.object.split('.');
    const name = `"${this.#step.store}"."${table.replaceAll('"', '""')}"`;
    await this.#withoutAutovacuum(name);
    for (let waited = 0; waited < MOST_WAIT_MS; waited += POLL_MS) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const [user] = await this.#store.query({ text: IN_USE, values: [name, LONG_MS] });
      if (user === undefined) return;
    }
  }

  /**
   * A vacuum that PostgreSQL started by itself gives way only to who has waited for deadlock_timeout
   * (1 s), longer than our tries. This lock stops it and neither readers nor writers.
   */
  async #withoutAutovacuum(name: string): Promise<void> {
    try {
      await this.#store.transaction(async (session) => {
        await session.query({ text: "SET LOCAL lock_timeout = '3s'" });
        await session.query({ text: `LOCK TABLE ${name} IN SHARE UPDATE EXCLUSIVE MODE` });
      });
    } catch (error) {
      // What keeps it from us keeps the next try from us as well, and is told there.
      if (!(error instanceof Failure)) throw error;
    }
  }

  async #again(work: () => Promise<void>): Promise<void> {
    const tries = this.#options.tries ?? TRIES;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const state = error instanceof Failure ? error.sqlState : undefined;
        if (state === undefined || !LOCKED.has(state) || attempt >= tries) throw error;
        this.retries += 1;
        this.#options.tell?.(`  in use (SQLSTATE ${state}), tried again`);
        await this.#untilQuiet();
      }
    }
  }
}

const IN_USE = `
SELECT 1 FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.relation = to_regclass($1) AND l.granted AND l.pid <> pg_backend_pid()
  AND coalesce(a.query_start, a.xact_start) < clock_timestamp() - make_interval(secs => $2::float8 / 1000)
LIMIT 1`;

const SIZE = `
SELECT ceil(pg_relation_size(c.oid)::numeric / current_setting('block_size')::numeric)::float8 AS pages,
  CASE WHEN c.relpages > 0 AND c.reltuples > 0 THEN c.reltuples::float8 / c.relpages ELSE 50 END AS per_page
FROM pg_class c WHERE c.oid = to_regclass($1)`;

async function count(
  session: StoreSession,
  sql: string,
  values: readonly unknown[],
): Promise<number> {
  const changed = `WITH changed AS (${sql.replace(/;$/, '')} RETURNING 1) SELECT count(*)::integer AS rows FROM changed`;
  const [row] = await session.query<{ rows: number }>({ text: changed, values });
  return row?.rows ?? 0;
}
