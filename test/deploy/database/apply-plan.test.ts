import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store, StoreSession } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { generateSql } from '../../../contracts/generate/sql/generate-sql.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { applyPlan, planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import {
  castingPlant,
  heatRecord,
  optional,
  validators,
} from '../../contracts/plan/example-plant.ts';
import { describeWith, postgres15, postgres18 } from '../../support/services/services.ts';

const now = Date.parse('2026-03-15T12:00:00Z');
const servers = [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const;

for (const [server, newDatabase] of servers) {
  describeWith(server, `apply on ${server}`, () => {
    const open: Store[] = [];
    let plan: Plan;

    beforeAll(() => {
      plan = planPlant(castingPlant(), validators);
    });
    afterAll(async () => {
      await Promise.all(open.map((store) => store.close()));
    });

    let applied: Promise<Store> | undefined;
    function appliedStore(): Promise<Store> {
      applied ??= emptyStores().then(async (stores) => {
        await applyPlan(plan, stores, { now });
        return stores.raw;
      });
      return applied;
    }

    async function emptyStores(): Promise<Stores> {
      const database = await newDatabase();
      const store = postgresStore(database?.url ?? '');
      open.push(store);
      return { raw: store, metrics: store, curated: store, business: store };
    }

    it('creates all of a plan and finds nothing to do the second time', async () => {
      const stores = await emptyStores();
      const first = await applyPlan(plan, stores, { now });
      expect(first.kind).toBe('applied');
      expect(first.additions.length).toBeGreaterThan(20);
      const second = await applyPlan(plan, stores, { now });
      expect(second).toEqual({ kind: 'applied', additions: [], refusals: [], kept: [], notes: [] });
    });

    it('finds the generated SQL, run twice, equal to the plan but for partitions to come', async () => {
      const stores = await emptyStores();
      const files = generateSql(plan, (product) => `products/casting/${product}`).filter(
        (file) => !file.path.endsWith('timescaledb.sql'),
      );
      for (const file of [...files, ...files]) await stores.raw.query({ text: file.text });
      const changes = await planChanges(plan, stores, { now });
      expect(changes.refusals).toEqual([]);
      expect(changes.additions.filter((change) => change.kind !== 'partition')).toEqual([]);
    });

    it('adds an optional member to table and view while the rest stays', async () => {
      const stores = await emptyStores();
      await applyPlan(plan, stores, { now });
      const [first, ...others] = heatRecord();
      const wider = planPlant(
        castingPlant([
          ...(first === undefined ? [] : [first]),
          optional('new_one', { kind: 'string', maxLength: 3 }),
          ...others,
        ]),
        validators,
      );
      const result = await applyPlan(wider, stores, { now });
      expect(result.refusals).toEqual([]);
      expect(result.kind).toBe('applied');
      expect(result.additions.map((change) => change.message)).toEqual([
        'adds the column curated.heat.new_one (text)',
        'adds new_one to the view curated.heat_v1',
        'adds new_one to the view curated.heat_history_v1',
      ]);
      const again = await planChanges(wider, stores, { now });
      expect(again.additions).toEqual([]);
      expect(again.refusals).toEqual([]);
    });

    const views = ['heat_samples_elements', 'heat_samples', 'heat']
      .flatMap((table) => [`curated.${table}_v1`, `curated.${table}_history_v1`])
      .join(', ');
    const refused: readonly {
      readonly what: string;
      readonly sql: string;
      readonly kind: string;
      readonly object: string;
    }[] = [
      {
        what: 'a column of another type',
        sql: `DROP VIEW ${views}; ALTER TABLE curated.heat_samples ALTER number TYPE integer`,
        kind: 'column',
        object: 'curated.heat_samples.number',
      },
      {
        what: 'a missing required column',
        sql: `DROP VIEW ${views}; ALTER TABLE curated.heat DROP weight`,
        kind: 'column',
        object: 'curated.heat.weight',
      },
      {
        what: 'a lost default',
        sql: 'ALTER TABLE curated.heat ALTER _tx DROP DEFAULT',
        kind: 'column',
        object: 'curated.heat._tx',
      },
      {
        what: 'a lost primary key',
        sql: 'ALTER TABLE curated.heat_samples DROP CONSTRAINT heat_samples_pkey',
        kind: 'primary-key',
        object: 'curated.heat_samples',
      },
      {
        what: 'a table without partitions where the plan has them',
        sql: 'DROP TABLE raw.heat; CREATE TABLE raw.heat (seq bigint)',
        kind: 'partitioning',
        object: 'raw.heat',
      },
      {
        what: 'a view with a column that the plan lacks',
        sql: `CREATE OR REPLACE VIEW business.heat_kpi_history_v1 AS
                SELECT heat_id, speed, note, _committed_at, _cause, _gone, 1 AS extra
                FROM business.heat_kpi`,
        kind: 'view',
        object: 'business.heat_kpi_history_v1.extra',
      },
    ];

    it.each(refused)('refuses $what by name and changes nothing', async ({ sql, kind, object }) => {
      await inRolledBackTransaction(await appliedStore(), async (stores) => {
        // Something that could be added: a refusal elsewhere must keep it from being added.
        await stores.raw.query({ text: `DROP TABLE raw.unrouted; ${sql}` });
        const before = await snapshot(stores);
        const result = await applyPlan(plan, stores, { now });
        expect(result.kind).toBe('refused');
        const named = result.refusals.find((one) => one.object === object && one.kind === kind);
        expect(named?.message).toMatch(/the plan says/);
        expect(await snapshot(stores)).toEqual(before);
      });
    });

    it('lets a required member be NULL that a new major does not have', async () => {
      await inRolledBackTransaction(await appliedStore(), async (stores) => {
        const optionalWeight = planPlant(
          castingPlant(
            heatRecord().map((each) =>
              each.name === 'weight' ? { ...each, required: false } : each,
            ),
          ),
          validators,
        );
        const result = await applyPlan(optionalWeight, stores, { now });
        expect(result.refusals).toEqual([]);
        expect(result.additions.map(({ message }) => message)).toEqual([
          'lets curated.heat.weight be NULL, as not every record has it any more',
        ]);
        expect((await applyPlan(optionalWeight, stores, { now })).additions).toEqual([]);
        const back = await applyPlan(plan, stores, { now });
        expect(back).toMatchObject({ kind: 'applied', additions: [], refusals: [] });
        expect(back.kept.map(({ message }) => message)).toEqual([
          'curated.heat (weight), which may be NULL for the sake of rows that are there',
        ]);
      });
    });

    describe('a unit that changes', () => {
      const inKilogrammes = () =>
        planPlant(
          castingPlant(
            heatRecord().map((each) =>
              each.name === 'weight' ? { ...each, unit: { code: 'kg' } } : each,
            ),
          ),
          validators,
        );
      const heatRow = `INSERT INTO curated.heat (_event_id, _record, id, heat_id, revision, status,
          cast_end, weight, chemistry_c, _contract_version, _event_time, _event_time_basis, _received_at)
        VALUES (gen_random_uuid(), 1, 1, 'H1', 1, 'released', now(), 180.5, 0.1, '1.0.0', now(), 'source', now())`;

      it('is refused by name, with both units, over rows that are there', async () => {
        await inRolledBackTransaction(await appliedStore(), async (stores) => {
          await stores.curated.query({ text: heatRow });
          const result = await applyPlan(inKilogrammes(), stores, { now });
          expect(result.kind).toBe('refused');
          expect(result.refusals).toMatchObject([
            { kind: 'unit', object: 'curated.heat.weight', actual: 't', planned: 'kg' },
          ]);
          expect(result.refusals[0]?.message).toMatch(
            /is t, the plan says kg\. .*Put t back, and give .* a field with a name of its own/,
          );
          expect(result.additions).toEqual([]);
          expect(await weightComment(stores)).toMatch(/\[t\]$/);
        });
      });

      it('is refused over raw messages that nobody has curated yet', async () => {
        await inRolledBackTransaction(await appliedStore(), async (stores) => {
          await stores.raw.query({
            text: `INSERT INTO raw.heat (event_id, payload_hash, conflict, topic, event_time_basis, received_at, payload)
              VALUES (gen_random_uuid(), '\\x00112233445566778899aabbccddeeff', false, 't', 'received', now(), '{}')`,
          });
          const { refusals } = await planChanges(inKilogrammes(), stores, { now });
          expect(refusals.map(({ object }) => object)).toEqual(['curated.heat.weight']);
        });
      });

      it('is a change of words where no row is there, and shows both', async () => {
        await inRolledBackTransaction(await appliedStore(), async (stores) => {
          const result = await applyPlan(inKilogrammes(), stores, { now });
          expect(result.kind).toBe('applied');
          expect(result.additions.map(({ message }) => message)).toContain(
            "describes curated.heat.weight: 'Steel in the ladle. [t]' becomes 'Steel in the ladle. [kg]'",
          );
          expect(await weightComment(stores)).toMatch(/\[kg\]$/);
        });
      });

      it('may be said where none was written, and rows that are there count as that', async () => {
        await inRolledBackTransaction(await appliedStore(), async (stores) => {
          await stores.curated.query({
            text: `${heatRow}; COMMENT ON COLUMN curated.heat.weight IS 'Steel.'`,
          });
          const result = await applyPlan(plan, stores, { now });
          expect(result.additions.map(({ message }) => message)).toEqual([
            "describes curated.heat.weight: 'Steel.' becomes 'Steel in the ladle. [t]'; rows that are there count as t, as no unit was written before",
          ]);
        });
      });

      async function weightComment(stores: Stores): Promise<unknown> {
        const [row] = await stores.curated.query({
          text: `SELECT col_description('curated.heat'::regclass, attnum) AS text FROM pg_attribute
                 WHERE attrelid = 'curated.heat'::regclass AND attname = 'weight'`,
        });
        return row?.text;
      }
    });

    it('brings back what can be added: index, comment, view, grant, default partition', async () => {
      await inRolledBackTransaction(await appliedStore(), async (stores) => {
        await stores.raw.query({
          text: `
          DROP INDEX curated.heat_key_idx;
          COMMENT ON COLUMN curated.heat.weight IS 'wrong';
          DROP VIEW business.heat_kpi_v1;
          REVOKE SELECT ON curated.heat_v1 FROM tundish_heat_read;
          DROP TABLE raw.heat_default`,
        });
        const result = await applyPlan(plan, stores, { now });
        expect(result.refusals).toEqual([]);
        expect(result.additions.map((change) => change.object)).toEqual([
          'raw.heat_default',
          'curated.heat index heat_key_idx',
          'curated.heat.weight',
          'curated.heat_v1',
          // The view, and a grant for each of its two roles.
          'business.heat_kpi_v1',
          'business.heat_kpi_v1',
          'business.heat_kpi_v1',
        ]);
        const again = await applyPlan(plan, stores, { now });
        expect(again.additions).toEqual([]);
      });
    });

    it('leaves an index alone that a plant added for its own queries', async () => {
      await inRolledBackTransaction(await appliedStore(), async (stores) => {
        await stores.raw.query({ text: 'CREATE INDEX mine ON curated.heat (weight)' });
        const result = await applyPlan(plan, stores, { now });
        expect(result).toMatchObject({ kind: 'applied', additions: [], refusals: [] });
      });
    });

    it('makes the partitions that time calls for, and none over rows of the default one', async () => {
      await inRolledBackTransaction(await appliedStore(), async (stores) => {
        await stores.raw.query({
          text: `INSERT INTO metrics.strand
                 (caster, tag, time, value, quality, _contract_version, _event_time_basis, _received_at)
               VALUES ('CC1', 'speed', '2026-04-20T10:00:00Z', 1, 'good', '1.0.0', 'source', now())`,
        });
        const later = Date.parse('2026-04-15T00:00:00Z');
        const result = await applyPlan(plan, stores, { now: later });
        const made = result.additions.map((change) => change.object);
        expect(made).toContain('raw.heat_y2026m06');
        expect(made).toContain('metrics.strand_y2026m04d29');
        expect(made).not.toContain('metrics.strand_y2026m04d20');
        expect(result.notes).toEqual([
          'metrics.strand_y2026m04d20 is not made: metrics.strand_default holds rows of its time already',
        ]);
      });
    });

    it('asks once, with statements to paste, for roles that the login may not create', async () => {
      const stores = await emptyStores();
      const login = `builder_${process.pid}_${server.slice(-2)}`;
      await stores.raw.query({
        text: `CREATE ROLE ${login} LOGIN; GRANT ALL ON DATABASE ${await databaseName(stores)} TO ${login}`,
      });
      const missing = plan.grants.map(({ role }) => role);
      const renamed = JSON.parse(
        JSON.stringify(plan).replaceAll('"tundish_', `"tundish_${process.pid}_`),
      ) as Plan;
      const undo = new Error('undo');
      await stores.raw
        .transaction(async (session) => {
          await session.query({ text: `SET LOCAL ROLE ${login}` });
          const one = { ...stores.raw, transaction: transactionIn(session) };
          const as: Stores = { raw: one, metrics: one, curated: one, business: one };
          const { refusals } = await planChanges(renamed, as, { now });
          expect(refusals).toHaveLength(1);
          expect(refusals[0]?.message).toMatch(
            new RegExp(`\\d group roles are missing, and ${login} may not create roles`),
          );
          expect(refusals[0]?.script).toHaveLength(new Set(missing).size);
          expect(refusals[0]?.script?.[0]).toMatch(/^CREATE ROLE "tundish_\w+" NOLOGIN;$/);
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
      await stores.raw.query({ text: `DROP OWNED BY ${login}; DROP ROLE ${login}` });
    });

    it('serialises applies at the same time: one creates, the others find nothing to do', async () => {
      const stores = await emptyStores();
      const results = await Promise.all([1, 2, 3].map(() => applyPlan(plan, stores, { now })));
      expect(results.map((result) => result.kind)).toEqual(['applied', 'applied', 'applied']);
      const { additions } = await planChanges(plan, stores, { now });
      expect(additions).toEqual([]);
    });

    it('puts each store into its own database where nothing is computed from several', async () => {
      const stores = await separateStores();
      expect((await applyPlan(plan, stores, { now })).kind).toBe('applied');
      expect((await applyPlan(plan, stores, { now })).additions).toEqual([]);
      const schemas = await stores.curated.query<{ name: string }>({
        text: `SELECT nspname::text AS name FROM pg_namespace
               WHERE nspname IN ('raw', 'metrics', 'curated', 'business') OR nspname LIKE '%scratch%'`,
      });
      expect(schemas).toEqual([{ name: 'curated' }]);
    });

    it('computes where raw alone is in another database', async () => {
      const { raw, business } = await separateStores();
      const stores: Stores = { raw, metrics: business, curated: business, business };
      const reading = readingPlan(plan);
      expect((await applyPlan(reading, stores, { now })).refusals).toEqual([]);
      expect((await planChanges(reading, stores, { now })).additions).toEqual([]);
    });

    it('takes two URLs of one database for one', async () => {
      const database = await newDatabase();
      const [first, second] = [0, 1].map(() => postgresStore(database?.url ?? ''));
      if (first === undefined || second === undefined) throw new Error('no store');
      open.push(first, second);
      const stores: Stores = { raw: first, metrics: second, curated: first, business: second };
      expect((await planChanges(readingPlan(plan), stores, { now })).refusals).toEqual([]);
    });

    it('refuses by name to compute from a database that business is not in, and changes nothing', async () => {
      const { raw, curated, business } = await separateStores();
      const stores: Stores = { raw, metrics: business, curated, business };
      const before = await Promise.all([raw, curated, business].map(objects));
      const result = await applyPlan(readingPlan(plan), stores, { now });
      expect(result.kind).toBe('refused');
      expect(result.refusals.map(({ message }) => message)).toEqual([
        'heat_kpi.heat_kpi: its transform reads views of curated, which is in another database than business, and one SELECT does not reach both. Let the URLs of metrics, curated and business name one database; raw may be apart.',
      ]);
      expect(await Promise.all([raw, curated, business].map(objects))).toEqual(before);
    });

    async function separateStores(): Promise<Stores> {
      const [raw, metrics, curated, business] = await Promise.all([
        emptyStores(),
        emptyStores(),
        emptyStores(),
        emptyStores(),
      ]);
      return {
        raw: raw.raw,
        metrics: metrics.raw,
        curated: curated.raw,
        business: business.raw,
      };
    }
  });
}

/** Lets `work` use a database as its own: its transactions are savepoints of one that is undone. */
async function inRolledBackTransaction(
  store: Store,
  work: (stores: Stores) => Promise<void>,
): Promise<void> {
  const undo = new Error('undo');
  const outcome = store.transaction(async (session) => {
    const nested: Store = {
      query: (statement) => session.query(statement),
      transaction: transactionIn(session),
      close: async () => {},
    };
    await work({ raw: nested, metrics: nested, curated: nested, business: nested });
    throw undo;
  });
  await outcome.catch((error: unknown) => {
    if (error !== undo) throw error;
  });
}

function transactionIn(session: StoreSession): Store['transaction'] {
  return async (inner) => {
    await session.query({ text: 'SAVEPOINT nested' });
    try {
      const result = await inner(session);
      await session.query({ text: 'RELEASE SAVEPOINT nested' });
      return result;
    } catch (error) {
      await session.query({ text: 'ROLLBACK TO SAVEPOINT nested' });
      throw error;
    }
  };
}

async function databaseName(stores: Stores): Promise<string> {
  const [row] = await stores.raw.query({ text: 'SELECT current_database()::text AS name' });
  return String(row?.name);
}

/** The same plan, with KPIs that read heats and strands. */
function readingPlan(plan: Plan): Plan {
  const reads = [
    { store: 'curated', view: 'heat_v1' },
    { store: 'metrics', view: 'strand_v1' },
  ] as const;
  return {
    ...plan,
    datasets: plan.datasets.map((dataset) =>
      dataset.kind === 'computed'
        ? { ...dataset, transform: { ...dataset.transform, reads } }
        : dataset,
    ),
  };
}

/** Every object and column of the four schemas, as text. */
async function snapshot(stores: Stores): Promise<readonly unknown[]> {
  return objects(stores.raw);
}

async function objects(store: Store): Promise<readonly unknown[]> {
  return store.query({
    text: `SELECT c.oid::text AS oid, c.relname::text AS name, a.attname::text AS col,
                  format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
                  c.relacl::text AS acl
           FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           LEFT JOIN pg_attribute a ON a.attrelid = c.oid
           WHERE n.nspname !~ '^(pg_|information_schema)' ORDER BY 1, 3`,
  });
}
