import { afterAll, expect, test } from 'vitest';
import { renderChangeSet } from '../../../cli/render/change-set.ts';
import type { Row, Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import type { Field } from '../../../contracts/model/field.ts';
import type { Calendar, Plant } from '../../../contracts/model/plant.ts';
import type { Product } from '../../../contracts/model/product.ts';
import type { Tag } from '../../../contracts/model/tag.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { applyPlan, planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import {
  calendar,
  contract,
  eventDataset,
  field,
  optional,
  plant,
  product,
  sensorDataset,
  slabPlant,
  tag,
  validators,
} from '../../contracts/plan/example-plant.ts';
import { describeWith, postgres15, postgres18 } from '../../support/services/services.ts';

const now = Date.parse('2026-03-15T12:00:00Z');

const revise = { key: ['heat_id'], change: 'revise' as const };
const grades = (...values: string[]) => field('grade', { kind: 'string', values });
const first = (grade: Field = grades('a', 'b')) =>
  eventDataset('heat', [field('heat_id', 'string'), grade, field('only_old', 'number')], revise);
const second = (grade: Field = grades('b', 'c')) =>
  eventDataset('heat', [field('heat_id', 'string'), grade, field('only_new', 'number')], revise);

const heats = (...majors: readonly [number, ReturnType<typeof first>][]): Product =>
  product(
    'heat',
    majors.map(([major, dataset]) => contract('heat', major, [dataset])),
  );
const planOf = (...products: readonly Product[]): Plan => planPlant(plant(products), validators);

for (const [server, newDatabase] of [
  ['PostgreSQL 15', postgres15],
  ['PostgreSQL 18', postgres18],
] as const) {
  describeWith(server, `apply on ${server}`, () => {
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

    /** Applies, and finds nothing to do afterwards. Resolves to the lines that a person reads. */
    async function moved(plan: Plan, stores: Stores, drops: readonly string[] = []) {
      const result = await applyPlan(plan, stores, { now, drops });
      expect(result.refusals.map(({ message }) => message)).toEqual([]);
      const again = await planChanges(plan, stores, { now });
      expect(again.additions.map(({ message }) => message)).toEqual([]);
      expect(again.refusals).toEqual([]);
      return renderChangeSet(result, 'test')
        .trimEnd()
        .split('\n')
        .map((line) => line.trim());
    }

    const heat = (store: Store, id: string, values: Readonly<Record<string, string>>) =>
      store.query({
        text: `INSERT INTO curated.heat (heat_id, ${Object.keys(values).join(', ')},
            _event_id, _record, _event_time, _event_time_basis, _received_at)
          VALUES ('${id}', ${Object.values(values).join(', ')},
            gen_random_uuid(), 1, now(), 'source', now())`,
      });
    const one = `'1.0.0'`;
    const two = `'2.0.0'`;

    test('goes from v1 over both to v2 alone, with rows of both, and writers go on', async () => {
      const { store, stores } = await applied(planOf(heats([1, first()])));
      await heat(store, 'H1', { grade: `'a'`, only_old: '1', _contract_version: one });
      await moved(planOf(heats([1, first()], [2, second()])), stores);
      await heat(store, 'H2', { grade: `'a'`, only_old: '1', _contract_version: one });
      await heat(store, 'H3', { grade: `'c'`, only_new: '1', _contract_version: two });
      const gone = planOf(heats([2, second()]));
      const lines = await moved(gone, stores);
      expect(lines).toEqual(
        expect.arrayContaining([
          'kept: curated.heat_v1, a view that no contract has; tundish apply test --drop curated.heat_v1 removes it',
          'kept: curated.heat (only_old), which no contract has; they go, with what fills them, by tundish migrate <environment> --from <the revision that had them> --retire curated.heat.only_old',
          'kept: curated.heat (only_new), which may be NULL for the sake of rows that are there',
        ]),
      );
      expect(lines.filter((line) => line.includes('curated.heat_v1,'))).toHaveLength(1);
      expect(lines.join('\n')).toMatch(
        /CHECK heat_grade_values: added for new rows; 2 rows of a major that is gone break it and stay/,
      );
      await heat(store, 'H4', { grade: `'c'`, only_new: '2', _contract_version: two });
      await expect(
        heat(store, 'H5', { grade: `'a'`, only_new: '2', _contract_version: two }),
      ).rejects.toMatchObject({ sqlState: '23514' });
      expect(await ids(store, 'curated.heat_v1')).toEqual(['H1', 'H2', 'H3', 'H4']);
      expect(await ids(store, 'curated.heat_v2')).toEqual(['H1', 'H2', 'H3', 'H4']);

      const history = ['curated.heat_history_v1', 'curated.heat_v1'];
      expect(await moved(gone, stores, history)).toContain(
        '- drops the view curated.heat_v1, which no contract has',
      );
      // And v1 comes back over its own columns.
      await moved(planOf(heats([1, first()], [2, second()])), stores);
      await heat(store, 'H6', { grade: `'a'`, only_old: '1', _contract_version: one });
    });

    test('goes from v1 to v2 in one step: what v1 alone required may be NULL', async () => {
      const { store, stores } = await applied(planOf(heats([1, first()])));
      await heat(store, 'H1', { grade: `'a'`, only_old: '1', _contract_version: one });
      const next = eventDataset('heat', [field('heat_id', 'string'), grades('b', 'c')], revise);
      const lines = await moved(planOf(heats([2, next])), stores);
      expect(lines).toContain(
        '~ lets curated.heat.only_old be NULL, as no contract has it any more',
      );
      await heat(store, 'H2', { grade: `'c'`, _contract_version: two });
    });

    test('keeps the views of another key apart, also when that major is gone', async () => {
      const old = eventDataset(
        'heat',
        [field('heat_id', 'string'), optional('x', 'number')],
        revise,
      );
      const other = eventDataset('heat', [field('lot', 'string'), optional('x', 'number')], {
        key: ['lot'],
        change: 'revise',
      });
      const { store, stores } = await applied(planOf(heats([1, old])));
      await moved(planOf(heats([1, old], [2, other])), stores);
      await heat(store, 'H1', { _contract_version: one });
      await moved(planOf(heats([2, other])), stores);
      await store.query({
        text: `INSERT INTO curated.heat (lot, _contract_version, _event_id, _record, _event_time,
            _event_time_basis, _received_at)
          VALUES ('L1', '2.0.0', gen_random_uuid(), 1, now(), 'source', now())`,
      });
      expect(await ids(store, 'curated.heat_v1')).toEqual(['H1']);
      expect(await ids(store, 'curated.heat_v2', 'lot')).toEqual(['L1']);
      expect(await ids(store, 'curated.heat_history_v2', 'lot')).toEqual(['L1']);
    });

    test('makes a check wider, within a major and by a new one, and drops what nobody asks', async () => {
      const { store, stores } = await applied(planOf(heats([1, first()])));
      expect(await moved(planOf(heats([1, first(grades('a', 'b', 'c'))])), stores)).toEqual([
        'curated:',
        expect.stringMatching(/^~ curated\.heat CHECK heat_grade_values: changed, CHECK \(/),
      ]);
      await heat(store, 'H1', { grade: `'c'`, only_old: '1', _contract_version: one });
      expect(await moved(planOf(heats([1, first(field('grade', 'string'))])), stores)).toEqual([
        'curated:',
        '~ curated.heat CHECK heat_grade_values: loosened, as no contract asks for it any more',
      ]);
      await heat(store, 'H2', { grade: `'z'`, only_old: '1', _contract_version: one });
      const narrow = await applyPlan(planOf(heats([1, first()])), stores, { now });
      expect(narrow.kind).toBe('refused');
      expect(narrow.refusals).toMatchObject([
        { kind: 'check', object: 'curated.heat CHECK heat_grade_values' },
      ]);
      expect(narrow.refusals[0]?.message).toContain('2 rows that are there would break it');
    });

    test('leaves a check of somebody else alone and says so', async () => {
      const plan = planOf(heats([1, first()]));
      const { store, stores } = await applied(plan);
      await store.query({
        text: 'ALTER TABLE curated.heat ADD CONSTRAINT mine CHECK (only_old > 0)',
      });
      expect(await moved(plan, stores)).toEqual([
        'kept: curated.heat CHECK mine, which no contract has; it is not ours, so whoever made it drops it',
      ]);
    });

    test('keeps the wider type where a bound comes to an integer', async () => {
      const counted = (more: object) =>
        planOf(
          heats([
            1,
            eventDataset(
              'heat',
              [
                field('heat_id', 'string'),
                field('count', { kind: 'integer', minimum: '0', ...more }),
                field('counts', {
                  kind: 'array',
                  items: { kind: 'integer', minimum: '0', ...more },
                }),
              ],
              revise,
            ),
          ]),
        );
      const { store, stores } = await applied(counted({}));
      await heat(store, 'H1', { count: '7', counts: `'{7}'`, _contract_version: one });
      const lines = await moved(counted({ maximum: '100' }), stores);
      expect(lines).toEqual([
        'curated:',
        expect.stringContaining('+ curated.heat CHECK heat_count_maximum: added'),
        'kept: curated.heat (count), of the wider type numeric',
        'kept: curated.heat (counts), of the wider type numeric[]',
      ]);
      await heat(store, 'H2', { count: '8', counts: `'{8}'`, _contract_version: one });
    });

    test('keeps a column that a view shows and no contract has, beside new ones', async () => {
      const record = (...more: readonly Field[]) =>
        planOf(heats([1, eventDataset('heat', [field('heat_id', 'string'), ...more], revise)]));
      const { store, stores } = await applied(record(optional('left', 'number')));
      await moved(record(optional('came', 'number')), stores);
      await heat(store, 'H1', { came: '7', _contract_version: one });
      expect(await store.query({ text: 'SELECT "left", came FROM curated.heat_v1' })).toEqual([
        { left: null, came: '7' },
      ]);
    });

    test('takes a grant back when a port moves on, and leaves those of others', async () => {
      const port = (version: string) =>
        product('reader', [], {
          inputPorts: [
            { name: 'heat', version, contractId: 'heat', place: { file: '', line: 1, column: 1 } },
          ],
        } as unknown as Partial<Product>);
      const both = heats([1, first()], [2, second()]);
      const { store, stores } = await applied(planOf(both, port('1.0.0')));
      await store.query({
        text: `DO $$ BEGIN CREATE ROLE tundish_grafana; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
          GRANT SELECT ON curated.heat_v1 TO tundish_grafana, PUBLIC`,
      });
      const lines = await moved(planOf(both, port('2.0.0')), stores);
      expect(lines).toContain('- SELECT on curated.heat_v1 for tundish_reader_input');
      expect(lines).toContain('+ grants SELECT on curated.heat_v2 to tundish_reader_input');
      expect(lines.join()).not.toContain('grafana');
      expect(
        await store.query({
          text: `SELECT has_table_privilege('tundish_grafana', 'curated.heat_v1', 'SELECT') AS grafana`,
        }),
      ).toEqual([{ grafana: true }]);
    });

    test('drops by name alone, never what something else needs', async () => {
      const { store, stores } = await applied(planOf(heats([1, first()])));
      const nothing = planOf();
      await store.query({ text: 'CREATE VIEW public.mine AS SELECT * FROM curated.heat_v1' });
      const kept = await moved(nothing, stores);
      expect(kept).toContain(
        'kept: raw.heat, an empty table that no contract has; tundish apply test --drop raw.heat removes it',
      );
      const drops = [
        'curated.heat',
        'curated.heat_history_v1',
        'curated.heat_v1',
        'heat',
        'raw.none',
      ];
      const refused = await applyPlan(nothing, stores, { now, drops });
      expect(refused.kind).toBe('refused');
      expect(refused.refusals.map(({ object, actual }) => [object, actual])).toEqual([
        ['heat', 'missing'],
        ['raw.none', 'missing'],
        ['curated.heat_v1', 'needed by public.mine'],
      ]);
      await store.query({ text: 'DROP VIEW public.mine' });
      await moved(nothing, stores, drops.slice(0, 3));
      expect(await moved(nothing, stores, ['raw.heat', 'raw.heat_ledger'])).toEqual(
        expect.arrayContaining([
          '- drops the empty table raw.heat, which no contract has',
          '- drops the empty table raw.heat_ledger, which no contract has',
        ]),
      );
      expect(
        await store.query({ text: `SELECT to_regclass('curated.heat')::text AS heat` }),
      ).toEqual([{ heat: null }]);
    });

    const tags = (...rows: readonly Tag[]) =>
      planOf(product('strand', [contract('strand', 1, [sensorDataset('strand', 1000, rows)])]));
    const mm = tag('level', { unit: { code: 'mm' } });
    const cm = (validFrom: string) => tag('level', { unit: { code: 'cm' }, validFrom });

    test('lets no register change the unit of samples that are there, by no way', async () => {
      const { store, stores } = await applied(tags(mm));
      const sample = (time: string) =>
        store.query({
          text: `INSERT INTO metrics.strand (caster, tag, time, value, quality, _received_at, _contract_version, _event_time_basis)
            VALUES ('c1', 'level', '${time}', 100, 'good', now(), '1.0.0', 'source')`,
        });
      await sample('2026-03-01T00:00:00Z');
      const refused = async (...rows: readonly Tag[]) =>
        (await planChanges(tags(...rows), stores, { now })).refusals.map(
          ({ object, actual, planned }) => `${object}: ${actual}, ${planned}`,
        );
      const told = ['metrics.strand_tag, tag level: mm, cm'];
      expect(await refused(cm('2020-01-01T00:00:00Z'))).toEqual(told);
      expect(await refused(mm, cm('2020-01-01T00:00:00Z'))).toEqual(told);
      expect(await refused(tag('other'))).toEqual(['metrics.strand_tag, tag level: mm, no unit']);
      expect(await refused({ ...mm, validFrom: '2026-03-02T00:00:00Z' })).toEqual([
        'metrics.strand_tag, tag level: mm, no unit',
      ]);
      expect(await refused({ ...mm, validFrom: '2020-01-01T00:00:00Z' })).toEqual([]);
      await moved(tags(mm, cm('2026-03-02T00:00:00Z')), stores);
      await sample('2026-03-03T00:00:00Z');
      expect(await refused(mm, cm('2026-03-04T00:00:00Z'))).toEqual([
        'metrics.strand_tag, tag level: cm, mm',
      ]);
      // Without a register nothing is forgotten: the one that comes back is judged by it.
      await moved(tags(), stores);
      expect(await refused(mm)).toEqual(['metrics.strand_tag, tag level: cm, mm']);
      await moved(tags(mm, cm('2026-03-02T00:00:00Z')), stores);
    });

    const stopTable = {
      kind: 'file' as const,
      path: 'stops.csv',
      stops: [
        {
          startsAt: '2026-03-05T06:00:00+01:00',
          endsAt: '2026-03-05T14:00:00+01:00',
          reason: 'revamp',
        },
      ],
    };
    const stopView = { kind: 'view' as const, view: 'curated.planned_stop_v1' };
    const days = (...calendars: readonly Partial<Calendar>[]): Plan => {
      const stop = eventDataset('planned_stop', [
        field('id', 'integer'),
        field('starts_at', 'timestamp'),
        field('ends_at', 'timestamp'),
        field('reason', 'string'),
      ]);
      const whole: Plant = {
        ...plant([product('planned_stop', [contract('planned_stop', 1, [stop])])]),
        calendars: calendars.map((more) =>
          calendar({ from: '2026-03-01', until: '2026-03-02', ...more }),
        ),
      };
      return planPlant(whole, validators);
    };

    test('lets calendars shrink, be renamed and take their stops from elsewhere', async () => {
      const { store, stores } = await applied(days({ name: 'day', stops: stopTable }));
      const stops = () => store.query({ text: 'SELECT reason FROM curated.calendar_day_stop_v1' });
      await moved(days({ name: 'day', stops: stopView }), stores);
      expect(await stops()).toEqual([]);
      await moved(days({ name: 'day', stops: stopTable }), stores);
      expect(await stops()).toEqual([{ reason: 'revamp' }]);
      const without = await moved(days({ name: 'day' }), stores);
      expect(without).toContain(
        '- drops the view curated.calendar_day_stop_v1, which no contract has',
      );
      expect(without).toContain(
        'kept: curated.calendar_day_stop, a table with rows that no contract has; tundish apply test --drop curated.calendar_day_stop removes it',
      );
      const renamed = await moved(days({ name: 'shift_day' }), stores);
      expect(renamed).toContain('- drops the view curated.calendar_day_v1, which no contract has');
      await store.query({
        text: 'CREATE VIEW public.mine AS SELECT day FROM curated.calendar_shift_day_v1',
      });
      expect(await moved(days(), stores)).toContain(
        'kept: curated.calendar_shift_day_v1, a view that no contract has; tundish apply test --drop curated.calendar_shift_day_v1 removes it',
      );
    });

    test('does not make a view of stops anew under somebody who reads it', async () => {
      const { store, stores } = await applied(days({ name: 'day', stops: stopTable }));
      await store.query({
        text: 'CREATE VIEW public.mine AS SELECT reason FROM curated.calendar_day_stop_v1',
      });
      const { refusals } = await planChanges(days({ name: 'day', stops: stopView }), stores, {
        now,
      });
      expect(refusals.map(({ message }) => message)).toEqual([
        expect.stringContaining('while somebody needs it: public.mine'),
      ]);
    });

    test('takes the genealogy away with the last derivation', async () => {
      const slabs = slabPlant();
      const { stores } = await applied(planPlant(slabs, validators));
      const none = {
        ...slabs,
        products: slabs.products.map((each) => ({
          ...each,
          contracts: each.contracts.map((one) => ({
            ...one,
            datasets: one.datasets.map((dataset) => ({ ...dataset, derives: [] })),
          })),
        })),
      };
      expect(await moved(planPlant(none, validators), stores)).toContain(
        '- drops the view curated.genealogy_v1, which no contract has',
      );
    });
  });
}

async function ids(store: Store, view: string, column = 'heat_id'): Promise<readonly unknown[]> {
  const rows = await store.query<Row>({ text: `SELECT ${column} AS id FROM ${view} ORDER BY 1` });
  return rows.map(({ id }) => id);
}
