import { afterAll, expect, test } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { planMigration } from '../../../contracts/migration/plan-migration.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { applyPlan, planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import { runMigration, undoMigration } from '../../../deploy/database/run-migration.ts';
import { examples } from '../../contracts/migration/example-migrations.ts';
import { describeWith, postgres15, postgres18 } from '../../support/services/services.ts';

const now = Date.parse('2026-03-15T12:00:00Z');

for (const [server, newDatabase] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  describeWith(server, `migrations on ${server}`, () => {
    const open: Store[] = [];
    afterAll(async () => {
      await Promise.all(open.map((store) => store.close()));
    });

    async function applied(plan: Plan): Promise<{ store: Store; stores: Stores }> {
      const store = postgresStore((await newDatabase())?.url ?? '');
      open.push(store);
      const stores = { raw: store, metrics: store, curated: store, business: store };
      expect((await applyPlan(plan, stores, { now })).refusals).toEqual([]);
      return { store, stores };
    }

    /** What apply would still do; it alone knows the time, so partitions are its own. */
    async function lacking(plan: Plan, stores: Stores): Promise<readonly string[]> {
      const changes = await planChanges(plan, stores, { now });
      return [...changes.refusals, ...changes.additions]
        .filter(({ kind }) => kind !== 'partition')
        .map(({ message }) => message);
    }

    for (const { name, previous, current } of examples) {
      test(`${name}: up, up again, down, and to the end`, async () => {
        const { store, stores } = await applied(previous);
        await fill(store, previous);
        const migration = planMigration(previous, current);
        const up = () => runMigration(migration, ['expand', 'migrate'], stores);
        expect(await up()).toMatchObject({ kind: 'done' });
        expect(await lacking(current, stores)).toEqual([]);
        expect(await up()).toMatchObject({ kind: 'done' });
        expect(await lacking(current, stores)).toEqual([]);
        expect(await undoMigration(migration, stores)).toMatchObject({ kind: 'done' });
        expect(await lacking(previous, stores)).toEqual([]);
        expect(await undoMigration(migration, stores)).toMatchObject({ kind: 'done' });
        expect(await up()).toMatchObject({ kind: 'done' });
        expect(await runMigration(migration, ['retire'], stores)).toMatchObject({ kind: 'done' });
        expect(await lacking(current, stores)).toEqual([]);
        const { kept } = await planChanges(current, stores, { now });
        const left = kept.map(({ message }) => message);
        // Rows that are older than a requirement stay as they are.
        expect(left.filter((text) => !/for the sake of rows|older than it/.test(text))).toEqual([]);
      }, 60_000);
    }
  });
}

/** A few rows in each table that holds values. */
async function fill(store: Store, plan: Plan): Promise<void> {
  const values: Readonly<Record<string, string>> = {
    text: `'a'`,
    bigint: 'n',
    integer: '1',
    numeric: 'n + 0.5',
    timestamptz: `'2026-03-01T00:00:00Z'`,
    'bigint[]': 'ARRAY[n, 2 * n]::bigint[]',
    uuid: 'gen_random_uuid()',
    jsonb: `'{}'`,
    boolean: 'false',
  };
  const named: Readonly<Record<string, string>> = {
    at: `'2026-03-01T00:00:00Z'`,
    grade: `'b'`,
    plate_id: `'p' || n`,
    day: `'d' || n`,
    width: '20 + n',
    _event_time_basis: `'source'`,
    _contract_version: `'1.0.0'`,
  };
  const tables = plan.datasets.flatMap(({ tables: all }) => all);
  for (const table of tables.filter(({ rows }) => ['record', 'computed'].includes(rows.kind))) {
    const columns = table.columns.filter((column) => column.default === undefined);
    await store.query({
      text: `INSERT INTO ${table.store}."${table.name}" (${columns.map(({ name }) => `"${name}"`).join(', ')})
SELECT ${columns.map(({ name, type }) => named[name] ?? values[type] ?? 'NULL').join(', ')} FROM generate_series(1, 500) n`,
    });
  }
}
