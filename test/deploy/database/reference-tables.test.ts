import { afterAll, expect, test } from 'vitest';
import { renderChangeSet } from '../../../cli/render/change-set.ts';
import type { Row, Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { generateSql } from '../../../contracts/generate/sql/generate-sql.ts';
import type { Calendar, Plant } from '../../../contracts/model/plant.ts';
import type { Tag } from '../../../contracts/model/tag.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { applyPlan, planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import {
  calendar,
  contract,
  eventDataset,
  field,
  filesDataset,
  optional,
  product,
  sensorDataset,
  slabPlant,
  tag,
  validators,
} from '../../contracts/plan/example-plant.ts';
import { describeWith, postgres15, postgres18 } from '../../support/services/services.ts';

const now = Date.parse('2026-03-15T12:00:00Z');

const shifts = [
  { name: 'early', start: '06:00' },
  { name: 'late', start: '14:00' },
  { name: 'night', start: '22:00' },
];

const speed = [
  tag('speed', { alias: 'CS_1', unit: { code: 'm/min' }, maximum: '2.5' }),
  tag('speed', {
    alias: 'CS_2',
    unit: { code: 'm/s' },
    maximum: '0.04',
    validFrom: '2026-03-01T00:00:00Z',
  }),
  tag('level', { alias: 'LVL', unit: { code: 'mm' } }),
];

interface Parts {
  readonly tags?: readonly Tag[];
  readonly calendars?: readonly Calendar[];
  readonly files?: readonly (readonly (string | null)[])[];
}

const spring: Partial<Calendar> = { from: '2026-03-01', until: '2026-03-31', shifts };

function plantOf({ tags = speed, calendars, files }: Parts = {}): Plant {
  const slabs = slabPlant();
  const stop = eventDataset('planned_stop', [
    field('id', 'integer'),
    field('starts_at', 'timestamp'),
    field('ends_at', 'timestamp'),
    optional('reason', 'string'),
  ]);
  return {
    ...slabs,
    calendars: calendars ?? [
      calendar({ ...spring, stops: { kind: 'view', view: 'curated.planned_stop_v1' } }),
      calendar({
        name: 'billing',
        from: '2026-03-01',
        until: '2026-03-31',
        stops: {
          kind: 'file',
          path: 'stops.csv',
          stops: [
            {
              startsAt: '2026-03-05T06:00:00+01:00',
              endsAt: '2026-03-05T14:00:00+01:00',
              reason: "the mill's revamp",
            },
          ],
        },
      }),
    ],
    products: [
      ...slabs.products,
      product('planned_stop', [contract('planned_stop', 1, [stop])]),
      product('strand', [contract('strand', 1, [sensorDataset('strand', 1000, tags)])]),
      product('surface', [
        contract('surface', 1, [
          filesDataset(
            'surface',
            [optional('width', 'number')],
            files ?? [
              ['a.png', '12', 'ab'.repeat(32), 'image/png', '1500.5'],
              ["it's \\ a 'name'.png", '7', 'cd'.repeat(32), 'image/png', null],
            ],
          ),
        ]),
      ]),
    ],
  };
}

function planOf(parts?: Parts): Plan {
  return planPlant(plantOf(parts), validators);
}

for (const [server, newDatabase] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  describeWith(server, `reference tables on ${server}`, () => {
    const open: Store[] = [];
    afterAll(async () => {
      await Promise.all(open.map((store) => store.close()));
    });

    async function applied(
      plan: Plan,
    ): Promise<{ readonly store: Store; readonly stores: Stores }> {
      const store = postgresStore((await newDatabase())?.url ?? '');
      open.push(store);
      const stores = { raw: store, metrics: store, curated: store, business: store };
      const result = await applyPlan(plan, stores, { now });
      expect(result.refusals).toEqual([]);
      return { store, stores };
    }

    test('hold the rows of the plan after apply, and the second apply finds nothing to do', async () => {
      const plan = planOf();
      const { store, stores } = await applied(plan);
      expect(await planChanges(plan, stores, { now })).toEqual({
        additions: [],
        refusals: [],
        kept: [],
        notes: [],
      });
      const again = await applyPlan(plan, stores, { now });
      expect(again.additions).toEqual([]);
      expect(await counts(store)).toEqual({ shifts: 93, days: 31, stops: 1, tags: 3, files: 2 });
      expect(
        await store.query({ text: 'SELECT path, width FROM curated.surface_v1 ORDER BY 1' }),
      ).toEqual([
        { path: 'a.png', width: '1500.5' },
        { path: "it's \\ a 'name'.png", width: null },
      ]);
    });

    test('change by the rows that differ: the others keep their transaction and their time', async () => {
      const { store, stores } = await applied(planOf());
      const before = await versions(store, 'metrics.strand_tag', 'tag, position');
      const [first, second, level] = speed;
      if (first === undefined || second === undefined || level === undefined)
        throw new Error('tags');
      const next = planOf({
        tags: [first, { ...second, maximum: '0.05' }, tag('width', { unit: { code: 'mm' } })],
      });
      const changes = await planChanges(next, stores, { now });
      expect(changes.refusals).toEqual([]);
      expect(renderChangeSet(changes, 'test')).toBe(
        'metrics:\n  ~ metrics.strand_tag: 1 row added, 1 changed, 1 removed\n',
      );
      await applyPlan(next, stores, { now });
      expect((await planChanges(next, stores, { now })).additions).toEqual([]);
      const after = await versions(store, 'metrics.strand_tag', 'tag, position');
      const kept = before.find(({ key }) => key === '(speed,1)');
      expect(after.filter(({ gone }) => !gone).map(({ key }) => key)).toEqual([
        '(speed,1)',
        '(speed,2)',
        '(width,1)',
      ]);
      expect(after).toContainEqual(kept);
      expect(new Set(after.filter((row) => row.tx !== kept?.tx).map(({ tx }) => tx)).size).toBe(1);
    });

    test('say what is removed, in words for one row and for many', async () => {
      const { stores } = await applied(planOf());
      const shorter = planOf({
        calendars: [
          calendar({
            ...spring,
            until: '2026-03-30',
            stops: { kind: 'view', view: 'curated.planned_stop_v1' },
          }),
          calendar({
            name: 'billing',
            from: '2026-03-01',
            until: '2026-03-31',
            stops: { kind: 'file', path: 'stops.csv', stops: [] },
          }),
        ],
      });
      const changes = await planChanges(shorter, stores, { now });
      expect(
        changes.additions.filter(({ kind }) => kind === 'rows').map(({ message }) => message),
      ).toEqual([
        'curated.calendar_billing_stop: 1 row removed',
        'curated.calendar_production_day: 3 rows removed',
      ]);
    });

    test('come from the generated SQL as well, run twice', async () => {
      const plan = planOf();
      const store = postgresStore((await newDatabase())?.url ?? '');
      open.push(store);
      const stores = { raw: store, metrics: store, curated: store, business: store };
      const files = generateSql(plan, (id) => `products/casting/${id}`).filter(
        (file) => !file.path.endsWith('timescaledb.sql'),
      );
      expect(files.map(({ path }) => path).slice(-2)).toEqual([
        'generated/calendar.curated.sql',
        'generated/genealogy.curated.sql',
      ]);
      for (const file of [...files, ...files]) await store.query({ text: file.text });
      const changes = await planChanges(plan, stores, { now });
      expect(changes.refusals).toEqual([]);
      expect(changes.additions.filter(({ kind }) => kind !== 'partition')).toEqual([]);
    });

    test('of more than a thousand rows are not in the generated SQL, which says so', () => {
      const long = planOf({ calendars: [calendar({ from: '2020-01-01', until: '2026-12-31' })] });
      const sql = generateSql(long, (id) => id).find(({ path }) =>
        path.includes('calendar.curated'),
      );
      expect(sql?.text).toContain(
        '-- 2557 rows are not written here: tundish apply fills curated.calendar_production_day.',
      );
      expect(sql?.text).not.toContain('2020-01-02');
    });

    test('take fifty thousand rows in seconds, and a change of one of them', async () => {
      const rows = (count: number, changed?: number) =>
        Array.from({ length: count }, (_, index) => [
          `${index}.png`,
          index === changed ? '2' : '1',
          'ab'.repeat(32),
          'image/png',
          null,
        ]);
      const { stores } = await applied(planOf());
      const started = performance.now();
      await applyPlan(planOf({ files: rows(50_000) }), stores, { now });
      const filled = performance.now();
      const result = await applyPlan(planOf({ files: rows(50_000, 7) }), stores, { now });
      expect(result.additions.map(({ message }) => message)).toEqual([
        'curated.surface: 1 row changed',
      ]);
      expect(filled - started).toBeLessThan(20_000);
      expect(performance.now() - filled).toBeLessThan(20_000);
    }, 60_000);

    test('take a new column that every file fills, also beside files that are gone', async () => {
      const { store, stores } = await applied(planOf());
      const wider = (files: Parts['files']) => {
        const whole = plantOf({ files: files ?? [] });
        const products = whole.products.map((one) =>
          one.id === 'surface'
            ? product('surface', [
                contract('surface', 1, [
                  filesDataset(
                    'surface',
                    [optional('width', 'number'), field('camera', 'string')],
                    files ?? [],
                  ),
                ]),
              ])
            : one,
        );
        return planPlant({ ...whole, products }, validators);
      };
      const plan = wider([['a.png', '12', 'ab'.repeat(32), 'image/png', null, 'K3']]);
      const result = await applyPlan(plan, stores, { now });
      expect(result.refusals).toEqual([]);
      expect(result.additions.map(({ message }) => message)).toContain(
        'curated.surface: 1 row changed, 1 removed',
      );
      expect(await store.query({ text: 'SELECT path, camera FROM curated.surface_v1' })).toEqual([
        { path: 'a.png', camera: 'K3' },
      ]);
      expect((await planChanges(plan, stores, { now })).additions).toEqual([]);
    });

    test('of a calendar join by time, through days of 23 hours, with an index', async () => {
      const { store } = await applied(
        planOf({ calendars: [calendar({ from: '2010-01-01', until: '2029-12-31', shifts })] }),
      );
      await store.query({ text: 'ANALYZE curated.calendar_production_day' });
      const join = `FROM generate_series(timestamptz '2026-03-28 05:00Z', '2026-03-29 03:59Z', '1 minute') t
        JOIN curated.calendar_production_day_v1 c ON t >= c.starts_at AND t < c.ends_at`;
      const rows = await store.query({
        text: `SELECT c.day::text, c.shift, count(*)::integer AS minutes ${join} GROUP BY 1, 2, c.starts_at ORDER BY c.starts_at`,
      });
      expect(rows).toEqual([
        { day: '2026-03-28', shift: 'early', minutes: 480 },
        { day: '2026-03-28', shift: 'late', minutes: 480 },
        { day: '2026-03-28', shift: 'night', minutes: 420 },
      ]);
      const plan = await store.query<{ 'QUERY PLAN': string }>({
        text: `EXPLAIN SELECT * FROM generate_series(1, 100000) n
          JOIN curated.calendar_production_day_v1 c
            ON tstzrange(c.starts_at, c.ends_at) @> timestamptz '2026-01-01' + n * interval '1 minute'`,
      });
      expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain(
        'calendar_production_day_span_idx',
      );
    });

    test('of a calendar show the stops of a view', async () => {
      const { store } = await applied(planOf());
      await store.query({
        text: `INSERT INTO curated.planned_stop (id, starts_at, ends_at, reason, ${provenance})
          VALUES (1, '2026-03-05 05:00Z', '2026-03-05 06:00Z', 'roll change', ${provenanceOf(1)})`,
      });
      const rows = await store.query({
        text: "SELECT reason, ends_at - starts_at = interval '1 hour' AS one FROM curated.calendar_production_day_stop_v1",
      });
      expect(rows).toEqual([{ reason: 'roll change', one: true }]);
    });

    test('let the history say what the register said at the time, and of unknown tags nothing', async () => {
      const { store } = await applied(planOf());
      await store.query({
        text: `INSERT INTO metrics.strand (caster, tag, time, value, quality, _contract_version, _event_time_basis, _received_at)
          SELECT 'C1', s.tag, s.time::timestamptz, s.value, 'good', '1.0.0', 'source', now()
          FROM (VALUES ('speed', '2026-02-28 23:59:59Z', 1.2), ('speed', '2026-03-01 00:00:00Z', 0.02), ('other', '2026-03-01 00:00:00Z', 1)) s (tag, time, value)`,
      });
      const rows = await store.query({
        text: 'SELECT tag, value, alias, unit, maximum FROM metrics.strand_history_v1 ORDER BY tag, time',
      });
      expect(rows).toEqual([
        { tag: 'other', value: 1, alias: null, unit: null, maximum: null },
        { tag: 'speed', value: 1.2, alias: 'CS_1', unit: 'm/min', maximum: '2.5' },
        { tag: 'speed', value: 0.02, alias: 'CS_2', unit: 'm/s', maximum: '0.04' },
      ]);
    });

    test('come to a dataset that had no register: its history view is replaced', async () => {
      const { stores } = await applied(planOf({ tags: [] }));
      const result = await applyPlan(planOf(), stores, { now });
      expect(result.refusals).toEqual([]);
      expect(result.additions.map(({ message }) => message)).toContain(
        'replaces the view metrics.strand_history_v1, with alias, unit, minimum, maximum',
      );
      expect((await planChanges(planOf(), stores, { now })).additions).toEqual([]);
    });

    test('the genealogy leads from a plate through its slab to both heats, newest records only', async () => {
      const { store } = await applied(planOf());
      await insertSlab(store, 1, 'S1', 1, [['H0', 1, null]]);
      await insertSlab(store, 2, 'S1', 2, [
        ['H1', 0.75, 0],
        ['H2', 0.25, 8.5],
      ]);
      await store.query({
        text: `INSERT INTO curated.plate (plate_id, slab_id, revision, ${provenance})
          VALUES ('P1', 'S1', 1, ${provenanceOf(3)}), ('P2', NULL, 1, ${provenanceOf(4)})`,
      });
      const rows = await store.query({
        text: `WITH RECURSIVE above AS (
            SELECT * FROM curated.genealogy_v1 WHERE child_kind = 'plate'
            UNION ALL
            SELECT g.* FROM curated.genealogy_v1 g JOIN above a ON g.child_kind = a.parent_kind AND g.child = a.parent)
          SELECT parent_kind, parent, child, share, position, dataset FROM above ORDER BY parent`,
      });
      expect(rows).toEqual([
        {
          parent_kind: 'heat',
          parent: 'H1',
          child: 'S1',
          share: '0.75',
          position: '0',
          dataset: 'slab.slab',
        },
        {
          parent_kind: 'heat',
          parent: 'H2',
          child: 'S1',
          share: '0.25',
          position: '8.5',
          dataset: 'slab.slab',
        },
        {
          parent_kind: 'slab',
          parent: 'S1',
          child: 'P1',
          share: null,
          position: null,
          dataset: 'plate.plate',
        },
      ]);
    });

    test('the genealogy takes in a new derivation without a migration', async () => {
      const whole = plantOf();
      const plates = { ...whole, products: whole.products.filter(({ id }) => id !== 'slab') };
      const { stores } = await applied(planPlant(plates, validators));
      const result = await applyPlan(planPlant(whole, validators), stores, { now });
      expect(result.refusals).toEqual([]);
      expect(result.additions.map(({ message }) => message)).toContain(
        'replaces the view curated.genealogy_v1',
      );
      expect((await planChanges(planPlant(whole, validators), stores, { now })).additions).toEqual(
        [],
      );
    });
  });
}

interface Version extends Row {
  readonly key: string;
  readonly tx: string;
  readonly at: string;
  readonly gone: boolean;
}

async function versions(store: Store, table: string, key: string): Promise<readonly Version[]> {
  return store.query<Version>({
    text: `SELECT (${key})::text AS key, _tx::text AS tx, _committed_at::text AS at, _gone AS gone
      FROM ${table} ORDER BY 1, _gone`,
  });
}

async function counts(store: Store): Promise<unknown> {
  const [row] = await store.query({
    text: `SELECT (SELECT count(*)::integer FROM curated.calendar_production_day_v1) AS shifts,
      (SELECT count(*)::integer FROM curated.calendar_billing_v1) AS days,
      (SELECT count(*)::integer FROM curated.calendar_billing_stop_v1) AS stops,
      (SELECT count(*)::integer FROM metrics.strand_tag_v1) AS tags,
      (SELECT count(*)::integer FROM curated.surface_v1) AS files`,
  });
  return row;
}

const provenance =
  '_event_id, _record, _contract_version, _event_time, _event_time_basis, _received_at';

function provenanceOf(event: number): string {
  return `'00000000-0000-0000-0000-00000000000${event}', 1, '1.0.0', now(), 'source', now()`;
}

async function insertSlab(
  store: Store,
  event: number,
  slab: string,
  revision: number,
  heats: readonly (readonly [string, number, number | null])[],
): Promise<void> {
  await store.query({
    text: `INSERT INTO curated.slab (slab_id, revision, ${provenance}) VALUES ('${slab}', ${revision}, ${provenanceOf(event)})`,
  });
  for (const [index, [heat, share, position]] of heats.entries()) {
    await store.query({
      text: `INSERT INTO curated.slab_heats (slab_id, heat_id, share, position, _event_id, _record, _ordinal_1)
        VALUES ('${slab}', '${heat}', ${share}, ${position}, '00000000-0000-0000-0000-00000000000${event}', 1, ${index + 1})`,
    });
  }
}
