import { afterAll, expect, it } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import type { ChangedBy } from '../../../contracts/model/transform.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { applyPlan, planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import { castingPlant, validators } from '../../contracts/plan/example-plant.ts';
import { describeWith, postgres15, postgres18 } from '../../support/services/services.ts';

const now = Date.parse('2026-03-15T12:00:00Z');
const heats = { store: 'curated', view: 'heat_v1' } as const;

/** The example plant, whose KPIs have heat_id text, speed numeric and, nullable, note text. */
function planWith(sql: string, keys?: ChangedBy['keys']): Plan {
  const plan = planPlant(castingPlant(), validators);
  return {
    ...plan,
    datasets: plan.datasets.map((dataset) =>
      dataset.kind !== 'computed'
        ? dataset
        : {
            ...dataset,
            transform: {
              ...dataset.transform,
              sql,
              reads: [heats, { store: 'metrics', view: 'strand_v1' }],
              place: { file: 'heat_kpi.sql', line: 3, column: 1 },
              refresh:
                keys === undefined
                  ? { kind: 'full' }
                  : { kind: 'incremental', key: ['heat_id'], changedBy: [{ view: heats, keys }] },
            },
          },
    ),
  };
}

const good = `SELECT
  h.heat_id,
  avg(s.value) AS speed,
  NULL AS note
FROM curated.heat_v1 AS h JOIN metrics.strand_v1 AS s ON s.time < h.cast_end
GROUP BY h.heat_id`;

const refusedSql: readonly (readonly [what: string, sql: string, ...says: readonly string[]])[] = [
  [
    'a column that no view has',
    "SELECT h.heat_id, 1 AS speed,\n  '🔥' AS fire, h.wieght AS note FROM curated.heat_v1 AS h",
    'heat_kpi.sql:4:17: PostgreSQL says: column h.wieght does not exist.',
    'Did you mean weight?',
    'curated.heat_v1 has id, heat_id, ',
  ],
  [
    'a text for a number',
    "SELECT h.heat_id, h.weight || ' t' AS speed, NULL AS note FROM curated.heat_v1 AS h",
    'heat_kpi.sql:3:1: the result column speed is text, heat_kpi.v1.odcs.yaml says numeric.',
  ],
  [
    'a time for a text',
    'SELECT h.heat_id, 1 AS speed, h.cast_end AS note FROM curated.heat_v1 AS h',
    'the result column note is timestamp with time zone, heat_kpi.v1.odcs.yaml says text',
  ],
  [
    'a missing column',
    'SELECT h.heat_id, h.weight AS sped, NULL AS note FROM curated.heat_v1 AS h',
    'the result has no column speed (numeric)',
    'Is it sped, under another name?',
    'the result has a column sped (numeric) that heat_kpi.v1.odcs.yaml does not have',
  ],
  [
    'all columns of a view',
    'SELECT h.*, 1 AS speed, NULL AS note FROM curated.heat_v1 AS h',
    'the result has a column weight (numeric)',
    'Name the columns instead of SELECT *',
  ],
  [
    'a function that does not take these types',
    "SELECT h.heat_id, round(h.status) AS speed, '' AS note FROM curated.heat_v1 AS h",
    'heat_kpi.sql:3:19: PostgreSQL says: function round(text) does not exist.',
  ],
  [
    'a column outside GROUP BY',
    'SELECT h.heat_id, sum(h.weight) AS speed, h.remarks AS note FROM curated.heat_v1 AS h GROUP BY 1',
    'must appear in the GROUP BY clause',
  ],
  [
    'a constant that its type cannot read',
    "SELECT h.heat_id, numeric 'x' AS speed, NULL AS note FROM curated.heat_v1 AS h",
    'heat_kpi.sql:3:27: PostgreSQL says: a value was refused',
  ],
];

const refusedKeys: readonly (readonly [what: string, keys: ChangedBy['keys'], says: string])[] = [
  [
    'an unknown column',
    { kind: 'select', sql: 'SELECT c.heat AS heat_id FROM changed AS c' },
    'heat_kpi.v1.odcs.yaml, changed_by of curated.heat_v1: PostgreSQL says: column c.heat does not exist.',
  ],
  [
    'no key',
    { kind: 'select', sql: 'SELECT c.weight FROM changed AS c' },
    'its SELECT gives no column heat_id, which is part of the key',
  ],
  [
    'a key of another type',
    { kind: 'columns', columns: ['weight'] },
    'its key column heat_id is numeric, the key of heat_kpi.heat_kpi is text',
  ],
];

for (const [server, newDatabase] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  describeWith(server, `transforms before they run on ${server}`, () => {
    let opened: Promise<{ readonly store: Store; readonly stores: Stores }> | undefined;
    /** A database whose tables are those of the plan. */
    function applied() {
      opened ??= (async () => {
        const store = postgresStore((await newDatabase())?.url ?? '');
        const stores = { raw: store, metrics: store, curated: store, business: store };
        await applyPlan(planWith(good), stores, { now });
        return { store, stores };
      })();
      return opened;
    }
    afterAll(async () => (await opened)?.store.close());

    it('pass where names and types fit, before anything is there and after', async () => {
      const store = postgresStore((await newDatabase())?.url ?? '');
      const empty = { raw: store, metrics: store, curated: store, business: store };
      const plan = planWith(good, { kind: 'select', sql: 'SELECT c.heat_id FROM changed AS c' });
      expect((await planChanges(plan, empty, { now })).refusals).toEqual([]);
      await store.close();
      const { stores } = await applied();
      const after = await planChanges(plan, stores, { now });
      expect(after).toEqual({ additions: [], refusals: [], kept: [], notes: [] });
    });

    it.each(refusedSql)('are refused by name with %s', async (_what, sql, ...says) => {
      const { stores } = await applied();
      const { refusals } = await planChanges(planWith(sql), stores, { now });
      expect(refusals.every(({ kind }) => kind === 'transform')).toBe(true);
      const messages = refusals.map(({ message }) => message).join('\n');
      for (const text of says) expect(messages).toContain(text);
    });

    it.each(refusedKeys)('are refused whose changed_by gives %s', async (_what, keys, says) => {
      const { stores } = await applied();
      const { refusals } = await planChanges(planWith(good, keys), stores, { now });
      expect(refusals).toHaveLength(1);
      expect(refusals[0]?.message).toContain(says);
    });

    it('are checked against the views to come, not those that are there', async () => {
      const { store, stores } = await applied();
      await store.transaction(async (session) => {
        await session.query({ text: 'DROP VIEW business.heat_kpi_v1' });
      });
      const { additions, refusals } = await planChanges(planWith(good), stores, { now });
      expect(refusals).toEqual([]);
      expect(additions.map(({ object }) => object)).toContain('business.heat_kpi_v1');
    });

    it('are never run, and leave nothing behind', async () => {
      const { store, stores } = await applied();
      const plan = planWith(
        "SELECT heat_id, 1 / (revision - revision) AS speed, '' AS note FROM curated.heat_v1",
      );
      const before = await relations(store);
      expect((await planChanges(plan, stores, { now })).refusals).toEqual([]);
      expect(await relations(store)).toEqual(before);
    });
  });
}

async function relations(store: Store): Promise<readonly unknown[]> {
  return store.query({
    text: `SELECT n.oid::text AS space, n.nspname::text AS schema, c.oid::text AS relation
           FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid
           WHERE n.nspname !~ '^(pg_|information_schema)' ORDER BY 1, 3`,
  });
}
