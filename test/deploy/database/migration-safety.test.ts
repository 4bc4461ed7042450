import { afterAll, expect, test } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { planMigration } from '../../../contracts/migration/plan-migration.ts';
import { conversion, guarded } from '../../../contracts/migration/type-change.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import type { PostgresType } from '../../../contracts/plan/postgres-type.ts';
import { applyPlan, planChanges, type Stores } from '../../../deploy/database/apply-plan.ts';
import { lockDatabase } from '../../../deploy/database/lock-database.ts';
import { runMigration, undoMigration } from '../../../deploy/database/run-migration.ts';
import { examples, planOf } from '../../contracts/migration/example-migrations.ts';
import {
  contract,
  eventDataset,
  field,
  optional,
  product,
} from '../../contracts/plan/example-plant.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';

const now = Date.parse('2026-03-15T12:00:00Z');

const example = (name: string) => {
  const found = examples.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no example is called "${name}"`);
  return found;
};

describeWith('PostgreSQL 15', 'a migration', () => {
  const open: Store[] = [];
  afterAll(async () => {
    await Promise.all(open.map((store) => store.close()));
  });

  const urls = new Map<Store, string>();
  const urlOf = (store: Store) => urls.get(store) ?? '';

  async function applied(plan: Plan): Promise<{ store: Store; stores: Stores }> {
    const url = (await postgres15())?.url ?? '';
    const store = postgresStore(url);
    open.push(store);
    urls.set(store, url);
    const stores = { raw: store, metrics: store, curated: store, business: store };
    expect((await applyPlan(plan, stores, { now })).refusals).toEqual([]);
    return { store, stores };
  }

  const lacking = async (plan: Plan, stores: Stores) => {
    const { refusals, additions } = await planChanges(plan, stores, { now });
    return [...refusals, ...additions].map(({ message }) => message);
  };

  const plate = (store: Store, number: number, values: Readonly<Record<string, string>>) =>
    store.query({
      text: `INSERT INTO curated.plate (id, plate_id, revision, ${Object.keys(values).join(', ')},
        _event_id, _record, _contract_version, _event_time, _event_time_basis, _received_at)
      VALUES (${number}, 'p${number}', 0, ${Object.values(values).join(', ')},
        '00000000-0000-4000-8000-${String(number).padStart(12, '0')}', 1, '1.0.0', now(), 'source', now())`,
    });

  for (const name of [
    'types, checks and requirements of one major',
    'the newest rows are chosen by another revision',
    'the first major ends and the second takes its column names',
  ]) {
    test(`that is killed before any of its transactions ends the same: ${name}`, async () => {
      const { previous, current } = example(name);
      const { stores } = await applied(previous);
      const migration = planMigration(previous, current);
      const killed = async (
        run: (before: () => void) => Promise<unknown>,
        at: number,
      ): Promise<boolean> => {
        let count = 0;
        try {
          await run(() => {
            count += 1;
            if (count === at) throw new Error('killed');
          });
          return false;
        } catch (error) {
          expect(error).toMatchObject({ message: 'killed' });
          return true;
        }
      };
      const up = (before: () => void) =>
        runMigration(migration, ['expand', 'migrate'], stores, { before });
      let at = 1;
      while (await killed(up, at)) at += 1;
      expect(at).toBeGreaterThan(1);
      expect(await lacking(current, stores)).toEqual([]);
      at = 1;
      while (await killed((before) => undoMigration(migration, stores, { before }), at)) at += 1;
      expect(await lacking(previous, stores)).toEqual([]);
    }, 60_000);
  }

  test('refuses by the keys of rows that do not fit, and has changed nothing', async () => {
    const { previous, current } = example('types, checks and requirements of one major');
    const { store, stores } = await applied(previous);
    const sound = { weight: '5', grade: `'b'`, width: '20', gone: '1', mill: `'m'` };
    await plate(store, 1, { ...sound, at: `'2026-02-30T00:00:00Z'` });
    await plate(store, 2, { ...sound, at: `'2026-02-28T00:00:00+01:00'`, grade: `'a'` });
    await plate(store, 3, { ...sound, at: `'2026-02-28T00:00:00Z'`, mill: 'NULL' });
    const result = await runMigration(
      planMigration(previous, current),
      ['expand', 'migrate'],
      stores,
    );
    if (result.kind === 'done') throw new Error('it ran');
    const key = (number: number) => `00000000-0000-4000-8000-00000000000${number}, 1`;
    expect(result.refusals.map(({ keys }) => keys).sort()).toEqual([[key(1)], [key(2)], [key(3)]]);
    expect(JSON.stringify(result)).not.toContain('2026-02-30');
    expect(await lacking(previous, stores)).toEqual([]);
  });

  test('leaves values as they were, in both directions', async () => {
    const { previous, current } = example('types, checks and requirements of one major');
    const { store, stores } = await applied(previous);
    const sound = { weight: '5', grade: `'b'`, width: '20', gone: '1', mill: `'m'` };
    await plate(store, 1, { ...sound, at: `'2026-02-28T12:00:00+01:00'` });
    const migration = planMigration(previous, current);
    await runMigration(migration, ['expand', 'migrate'], stores);
    const read = async () => {
      const [row] = await store.query({
        text: 'SELECT at::text AS at, weight::text AS weight FROM curated.plate_v1 ORDER BY id',
      });
      return row;
    };
    expect(await read()).toEqual({ at: '2026-02-28 11:00:00+00', weight: '5' });
    // A row of the new plan has its counterpart in the old columns.
    await plate(store, 2, {
      weight: '7',
      grade: `'c'`,
      width: '6',
      mill: `'m'`,
      at: `'2026-03-01T00:00:00Z'`,
    });
    expect(await undoMigration(migration, stores)).toMatchObject({ kind: 'done' });
    expect(await read()).toEqual({ at: '2026-02-28T12:00:00+01:00', weight: '5' });
    const [second] = await store.query({
      text: 'SELECT at, weight::text AS weight FROM curated.plate_v1 WHERE id = 2',
    });
    expect(second).toEqual({ at: '2026-03-01T00:00:00.000000Z', weight: '7' });
  });

  test('goes back only where no row holds what the plan before cannot', async () => {
    const { previous, current } = example('a second major beside the first');
    const { store, stores } = await applied(previous);
    const migration = planMigration(previous, current);
    expect(await runMigration(migration, ['expand', 'migrate'], stores)).toMatchObject({
      kind: 'done',
    });
    await plate(store, 1, { thickness: '2.5', grade: `'c'` });
    expect(await undoMigration(migration, stores)).toMatchObject({
      kind: 'refused',
      refusals: [{ keys: ['00000000-0000-4000-8000-000000000001, 1'] }],
    });
    expect(await lacking(current, stores)).toEqual([]);
  });

  test('keeps what the plant granted by itself, and names views of its own that stand in the way', async () => {
    const { previous, current } = example('a second major beside the first');
    const { store, stores } = await applied(previous);
    const role = `analyst_${Date.now()}`;
    await store.query({ text: `CREATE ROLE ${role}` });
    await store.query({ text: `GRANT SELECT ON curated.plate_v1 TO ${role}` });
    await store.query({
      text: 'CREATE VIEW public.mine AS SELECT thickness FROM curated.plate_v1',
    });
    const migration = planMigration(previous, current);
    const refused = await runMigration(migration, ['expand', 'migrate'], stores);
    expect(refused).toMatchObject({ kind: 'refused', refusals: [{ keys: ['view mine'] }] });
    await store.query({ text: 'DROP VIEW public.mine' });
    await runMigration(migration, ['expand', 'migrate'], stores);
    const may = `SELECT has_table_privilege('${role}', 'curated.plate_v1', 'SELECT') AS may`;
    expect(await store.query({ text: may })).toEqual([{ may: true }]);
    await undoMigration(migration, stores);
    expect(await store.query({ text: may })).toEqual([{ may: true }]);
    await store.query({ text: `DROP OWNED BY ${role}; DROP ROLE ${role}` });
  });

  test('never drops what is there from before, in neither direction', async () => {
    const [with_, without, back] = ['number', undefined, 'string'].map((type) =>
      planOf(
        product('plate', [
          contract('plate', 1, [
            eventDataset('plate', [
              field('id', 'integer'),
              ...(type === undefined ? [] : [optional('gone', type as 'number')]),
            ]),
          ]),
        ]),
      ),
    );
    if (with_ === undefined || without === undefined || back === undefined) return;
    const { store, stores } = await applied(with_);
    await store.query({
      text: `INSERT INTO curated.plate (id, gone, _event_id, _record, _contract_version, _event_time, _event_time_basis, _received_at)
        VALUES (1, 7, '00000000-0000-4000-8000-000000000001', 1, '1.0.0', now(), 'source', now())`,
    });
    await runMigration(planMigration(with_, without), ['expand', 'migrate'], stores);
    for (const next of [back, with_]) {
      const migration = planMigration(without, next);
      const refused = { kind: 'refused', refusals: [{ object: 'curated.plate.gone' }] };
      const up = await runMigration(migration, ['expand', 'migrate'], stores);
      expect(up).toMatchObject(refused);
      expect(up.kind === 'refused' && up.refusals[0]?.problem).toContain(
        '--retire curated.plate.gone',
      );
      expect(await undoMigration(migration, stores)).toMatchObject(refused);
    }
    expect(await store.query({ text: 'SELECT gone::text FROM curated.plate' })).toEqual([
      { gone: '7' },
    ]);
    await runMigration(planMigration(with_, without), ['retire'], stores);
    const migration = planMigration(without, back);
    expect(await runMigration(migration, ['expand', 'migrate'], stores)).toMatchObject({
      kind: 'done',
    });
    await store.query({ text: `UPDATE curated.plate SET gone = 'new'` });
    expect(await undoMigration(migration, stores)).toMatchObject({ kind: 'done' });
  });

  test('waits for no other migration for long, and changes nothing then', async () => {
    const { previous, current } = example('a second major beside the first');
    const { store, stores } = await applied(previous);
    const migration = planMigration(previous, current);
    const other = store.transaction(async (session) => {
      await lockDatabase(session);
      await expect(runMigration(migration, ['expand'], stores, { waitMs: 200 })).rejects.toThrow(
        'another migrate or apply has held its lock',
      );
    });
    await other;
    expect(await runMigration(migration, ['expand'], stores)).toMatchObject({ kind: 'done' });
  });

  test('tells of texts that are no numbers, also where the numbers get a bound', async () => {
    const [text, number] = (['string', { kind: 'number', minimum: '0' }] as const).map((type) =>
      planOf(
        product('plate', [
          contract('plate', 1, [
            eventDataset('plate', [field('id', 'integer'), optional('weight', type)]),
          ]),
        ]),
      ),
    );
    if (text === undefined || number === undefined) return;
    const { store, stores } = await applied(text);
    await store.query({
      text: `INSERT INTO curated.plate (id, weight, _event_id, _record, _contract_version, _event_time, _event_time_basis, _received_at)
        VALUES (1, 'abc', '00000000-0000-4000-8000-000000000001', 1, '1.0.0', now(), 'source', now())`,
    });
    const { refusals } = await planChanges(number, stores, { now });
    expect(refusals.map(({ object }) => object)).toContain('curated.plate.weight');
    const migration = planMigration(text, number);
    expect(await runMigration(migration, ['expand', 'migrate'], stores)).toMatchObject({
      kind: 'refused',
      refusals: [{ keys: ['00000000-0000-4000-8000-000000000001, 1'] }],
    });
    await store.query({ text: `UPDATE curated.plate SET weight = '1.5'` });
    expect(await runMigration(migration, ['expand', 'migrate'], stores)).toMatchObject({
      kind: 'done',
    });
    const { kept } = await planChanges(number, stores, { now });
    expect(kept.map(({ message }) => message).join()).toContain(
      '--retire curated.plate.weight__old',
    );
  });

  test('requires again what the plan before requires, also where it is killed behind the exchange back', async () => {
    const { previous, current } = example('types, checks and requirements of one major');
    const { store, stores } = await applied(previous);
    const migration = planMigration(previous, current);
    const state = () =>
      store.query({
        text: `SELECT a.attname AS name FROM pg_attribute a WHERE attrelid = 'curated.plate'::regclass AND attnotnull
          UNION ALL SELECT conname FROM pg_constraint WHERE conrelid = 'curated.plate'::regclass AND contype = 'c' AND convalidated
          ORDER BY 1`,
      });
    const before = await state();
    await runMigration(migration, ['expand', 'migrate'], stores);
    let isBehind = false;
    const killed = undoMigration(migration, stores, {
      before: ({ id }) => {
        if (isBehind) throw new Error('killed');
        isBehind = id.endsWith('/exchange');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    await undoMigration(migration, stores);
    expect(await state()).toEqual(before);
  });

  test('names the old column that a migration before has left', async () => {
    const [whole, number, text, flag] = (
      [{ kind: 'integer', minimum: '0', maximum: '100' }, 'number', 'string', 'boolean'] as const
    ).map((type) =>
      planOf(
        product('plate', [
          contract('plate', 1, [
            eventDataset('plate', [field('id', 'integer'), optional('weight', type)]),
          ]),
        ]),
      ),
    );
    if (!whole || !number || !text || !flag) return;
    const { stores } = await applied(whole);
    await runMigration(planMigration(whole, number), ['expand', 'migrate'], stores);
    expect(
      await runMigration(planMigration(number, text), ['expand', 'migrate'], stores),
    ).toMatchObject({ kind: 'refused', refusals: [{ object: 'curated.plate.weight__old' }] });
    // The database holds numbers: whoever says that it holds texts names the wrong revision.
    const wrong = await runMigration(planMigration(text, flag), ['expand', 'migrate'], stores);
    expect(wrong).toMatchObject({
      kind: 'refused',
      refusals: [{ object: 'curated.plate.weight' }, {}],
    });
  });

  test('builds anew an index that a killed build left invalid', async () => {
    const { previous, current } = example('the newest rows are chosen by another revision');
    const { store, stores } = await applied(previous);
    await store.query({ text: 'CREATE INDEX plate_key_idx__new ON curated.plate (id)' });
    await store.query({
      text: `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'curated.plate_key_idx__new'::regclass`,
    });
    await runMigration(planMigration(previous, current), ['expand', 'migrate'], stores);
    expect(await lacking(current, stores)).toEqual([]);
  });

  test('runs nothing where a step is for a person', async () => {
    const { previous } = example('a second major beside the first');
    const { stores } = await applied(previous);
    const byHand = [
      { store: 'curated', object: 'curated.plate', reason: 'r', contracts: [] },
    ] as const;
    const { steps } = planMigration(previous, example('a second major beside the first').current);
    const result = await runMigration({ steps, byHand }, ['expand', 'migrate'], stores);
    expect(result).toEqual({
      kind: 'refused',
      refusals: [{ object: 'curated.plate', problem: 'r', keys: [] }],
    });
    expect(await lacking(previous, stores)).toEqual([]);
  });

  test('converts each value or leaves it out, and never fails on one', async () => {
    const { store } = await applied(example('one product comes and another goes').current);
    const values: Readonly<Record<string, readonly string[]>> = {
      text: [
        '',
        'x',
        '1',
        '-1.5e3',
        '1e999999',
        '9'.repeat(40),
        'true',
        '2026-02-29',
        '0000-01-01',
        '2024-02-29T23:59:60Z',
        '2026-13-01T00:00:00Z',
        '2026-03-29T02:30:00',
        '2026-03-29T02:30:00.5+02:00',
        'null',
      ],
      numeric: [
        '0',
        '1.5',
        'NaN',
        'Infinity',
        '1e400',
        '-9223372036854775808',
        '9223372036854775808',
      ],
      'double precision': ['0', '-0.5', 'NaN', 'Infinity', '1e308', '9223372036854775808'],
      bigint: ['0', '9223372036854775807', '-9223372036854775808'],
      timestamptz: ['2026-03-01T00:00:00Z', 'infinity', '0001-01-01T00:00:00Z'],
      date: ['2026-03-01', 'infinity'],
      timestamp: ['2026-03-29 02:30:00', '-infinity'],
      boolean: ['true', 'false'],
    };
    const types = [
      'text',
      'bigint',
      'numeric',
      'double precision',
      'boolean',
      'timestamptz',
      'timestamp',
      'date',
      'uuid',
      'jsonb',
    ] as const;
    let converted = 0;
    for (const [from, texts] of Object.entries(values)) {
      for (const to of types) {
        for (const zone of [undefined, 'Europe/Berlin']) {
          const found = conversion(from as PostgresType, to, 'v', zone);
          if (found === undefined) continue;
          const list = texts.map((text) => `('${text}'::${from})`).join(', ');
          const rows = await store.query({
            text: `SELECT (${guarded(found)})::text AS value FROM (VALUES ${list}, (NULL)) t (v)`,
          });
          expect(rows.at(-1)).toEqual({ value: null });
          converted += rows.filter(({ value }) => value !== null).length;
        }
      }
    }
    expect(converted).toBeGreaterThan(100);
  });

  test('costs a named prepared statement one error where a type changes, and nothing else', async () => {
    const { previous, current } = example('a second major beside the first');
    const { store, stores } = await applied(previous);
    const one = postgresStore(urlOf(store), { poolMax: 1 });
    open.push(one);
    const text = 'SELECT thickness FROM curated.plate_v1';
    await one.query({ text, name: 'mine' });
    await one.query({ text });
    await runMigration(planMigration(previous, current), ['expand', 'migrate'], stores);
    await one.query({ text });
    await expect(one.query({ text, name: 'mine' })).rejects.toMatchObject({ sqlState: '0A000' });
  });
});
