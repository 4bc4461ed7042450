import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ColumnType, Store } from '../../../connectors/connector.ts';
import { Failure } from '../../../connectors/failure.ts';
import { failureKindOf } from '../../../connectors/postgres/postgres-failure.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { describeWith, postgres15 } from '../../support/services/services.ts';
import { wireProxy } from '../../support/wire-proxy.ts';

describe('an SQLSTATE', () => {
  test.each([
    ['21000', 'poison'],
    ['22P02', 'poison'],
    ['23505', 'poison'],
    ['54000', 'poison'],
    ['42P01', 'drift'],
    ['08006', 'transient'],
    ['40P01', 'transient'],
    ['53100', 'transient'],
    ['57014', 'transient'],
    ['XX000', 'transient'],
    ['99999', 'transient'],
    [undefined, 'transient'],
  ] as const)('%s means %s', (code, kind) => {
    expect(failureKindOf(code)).toBe(kind);
  });
});

describeWith('PostgreSQL 15', 'the PostgreSQL store', () => {
  let url = '';
  let store: Store;
  beforeAll(async () => {
    url = (await postgres15())?.url ?? '';
    store = postgresStore(url);
    await store.query({ text: 'CREATE TABLE shelf (id integer PRIMARY KEY, note text NOT NULL)' });
  });
  afterAll(async () => store?.close());

  const failing = (text: string): Promise<Failure> =>
    store.query({ text }).then(
      () => Promise.reject(new Error('it did not fail')),
      (error: unknown) => (error instanceof Failure ? error : Promise.reject(error)),
    );

  test('yields every digit of a number and every microsecond of a time', async () => {
    const [row] = await store.query({
      text: `SELECT 9007199254740993::bigint AS big, 1.10::numeric AS exact, ARRAY[0.10, NULL]::numeric[] AS list,
        timestamptz '2026-03-29 03:30:00.123456+02' AS at, timestamptz 'infinity' AS never,
        timestamp '2026-03-29 02:30:00' AS local, date '2026-03-29' AS day, 1.5::float8 AS real, pg_current_xact_id() > '0' AS tx,
        '{"a": 1}'::jsonb AS json, '\\x00ff'::bytea AS bytes`,
    });
    expect(row).toEqual({
      big: '9007199254740993',
      exact: '1.10',
      list: ['0.10', null],
      at: '2026-03-29T01:30:00.123456Z',
      never: 'infinity',
      local: '2026-03-29T02:30:00',
      day: '2026-03-29',
      real: 1.5,
      tx: true,
      json: { a: 1 },
      bytes: Buffer.from([0, 255]),
    });
  });

  test('sends a column of a batch as one array, each value unchanged', async () => {
    const rows = await store.query({
      text: `SELECT * FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::smallint[], $5::float8[],
        $6::boolean[], $7::bigint[], $8::bytea[], $9::integer[]) AS c(id, text, at, small, real, flag, big, bytes, whole)`,
      values: [
        { columnType: 'uuid', items: [Buffer.alloc(16, 1), null] },
        { columnType: 'text', items: ['ä"{,\\}', Buffer.from('€')] },
        { columnType: 'timestamptz', items: [Date.UTC(2026, 2, 1) + 0.123, -1] },
        { columnType: 'smallint', items: [-32768, null] },
        { columnType: 'double precision', items: [Number.NaN, Number.POSITIVE_INFINITY] },
        { columnType: 'boolean', items: [true, false] },
        { columnType: 'bigint', items: [2 ** 53, -1] },
        { columnType: 'bytea', items: [Buffer.from([0]), Buffer.alloc(0)] },
        { columnType: 'integer', items: [1, -1] },
      ],
    });
    expect(rows).toEqual([
      {
        id: '01010101-0101-0101-0101-010101010101',
        text: 'ä"{,\\}',
        at: '2026-03-01T00:00:00.000123Z',
        small: -32768,
        real: Number.NaN,
        flag: true,
        big: '9007199254740992',
        bytes: Buffer.from([0]),
        whole: 1,
      },
      {
        id: null,
        text: '€',
        at: '1969-12-31T23:59:59.999Z',
        small: null,
        real: Number.POSITIVE_INFINITY,
        flag: false,
        big: '-1',
        bytes: Buffer.alloc(0),
        whole: -1,
      },
    ]);
  });

  test('says which column and constraint refused a value, never the value', async () => {
    await store.query({ text: "INSERT INTO shelf VALUES (1, 'first')" });
    const duplicate = await failing("INSERT INTO shelf VALUES (1, 'secret value')");
    expect(duplicate).toMatchObject({
      kind: 'poison',
      sqlState: '23505',
      constraint: 'shelf_pkey',
    });
    const missing = await failing('INSERT INTO shelf VALUES (2, NULL)');
    expect(missing).toMatchObject({ kind: 'poison', sqlState: '23502', column: 'note' });
    const text = await failing("SELECT 'secret value'::integer");
    for (const failure of [duplicate, missing, text]) {
      expect(`${failure.message} ${String(failure.cause)}`).not.toContain('secret');
    }
  });

  test('takes a value that its type cannot write for poison, and stays usable', async () => {
    const write = (columnType: ColumnType, item: number): Promise<unknown> =>
      store.query({ text: 'SELECT $1', values: [{ columnType, items: [item] }] });
    await expect(write('timestamptz', 1e17)).rejects.toMatchObject({ kind: 'poison' });
    await expect(write('timestamptz', Number.NaN)).rejects.toMatchObject({ kind: 'poison' });
    await expect(write('smallint', 40_000)).rejects.toMatchObject({ kind: 'poison' });
    expect(await store.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
  });

  test('names what differs where the shape is not as planned', async () => {
    expect(await failing('SELECT * FROM no_such_table')).toMatchObject({
      kind: 'drift',
      message: expect.stringContaining('no_such_table'),
    });
  });

  test('rolls a transaction back where its work fails', async () => {
    const work = store.transaction(async (session) => {
      await session.query({ text: "INSERT INTO shelf VALUES (10, 'x')" });
      throw new TypeError('a fault of ours');
    });
    await expect(work).rejects.toThrow('a fault of ours');
    expect(await store.query({ text: 'SELECT * FROM shelf WHERE id = 10' })).toEqual([]);
  });

  test('never calls a transaction committed that the server rolled back', async () => {
    const work = store.transaction(async (session) => {
      await session.query({ text: "INSERT INTO shelf VALUES (11, 'x')" });
      await session.query({ text: 'SELECT 1/0' }).catch(() => undefined);
      return 'done';
    });
    await expect(work).rejects.toMatchObject({ kind: 'transient' });
    expect(await store.query({ text: 'SELECT * FROM shelf WHERE id = 11' })).toEqual([]);
  });

  test('plans a statement for the values of each run where it is told to', async () => {
    const own = postgresStore(url, { poolMax: 1, planEachRun: true });
    for (let run = 0; run < 10; run += 1) {
      await own.query({ name: 'by-id', text: 'SELECT 1 FROM shelf WHERE id = $1', values: [run] });
    }
    const plans = await own.query({
      text: "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE name = 'by-id'",
    });
    expect(plans).toEqual([{ generic_plans: '0', custom_plans: '10' }]);
    await own.close();
  });

  test('survives a server that ends its connections', async () => {
    const own = postgresStore(url, { poolMax: 1 });
    await own
      .query({ text: 'SELECT pg_terminate_backend(pg_backend_pid())' })
      .catch(() => undefined);
    expect(await own.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await own.close();
  });

  test('gives up a half-open wire at the deadline and works again over a new one', async () => {
    const proxy = await wireProxy(url);
    const own = postgresStore(proxy.through(url), {
      poolMax: 1,
      statementTimeoutMs: 200,
      answerGraceMs: 300,
      connectTimeoutMs: 500,
    });
    await own.query({ text: 'SELECT 1' });
    proxy.blackHole();
    const began = Date.now();
    await expect(own.query({ text: 'SELECT 1' })).rejects.toMatchObject({ kind: 'transient' });
    expect(Date.now() - began).toBeLessThan(2_000);
    await expect(own.query({ text: 'SELECT 1' })).rejects.toMatchObject({ kind: 'transient' });
    proxy.heal();
    expect(await own.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await own.close();
    await proxy.close();
  });

  test('has the server cancel a statement that runs too long', async () => {
    const own = postgresStore(url, { statementTimeoutMs: 100 });
    await expect(own.query({ text: 'SELECT pg_sleep(5)' })).rejects.toMatchObject({
      kind: 'transient',
      sqlState: '57014',
    });
    await own.close();
  });
});
