import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import { Failure } from '../../../connectors/failure.ts';
import { pgliteStore } from '../../../connectors/pglite/pglite-store.ts';

let store: Store;

beforeAll(async () => {
  store = await pgliteStore();
}, 60_000);

afterAll(() => store.close());

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const failure = await work.catch((error: unknown) => error);
  if (!(failure instanceof Failure)) throw new Error('no failure');
  return failure;
}

describe('a store in this process', () => {
  it('runs several statements of one text and gives the rows of the last', async () => {
    const rows = await store.query({
      text: 'CREATE TABLE t (a integer); INSERT INTO t VALUES (1), (2); SELECT a FROM t ORDER BY a',
    });
    expect(rows).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('takes values', async () => {
    expect(await store.query({ text: 'SELECT $1::text AS a', values: ["it's"] })).toEqual([
      { a: "it's" },
    ]);
  });

  it('keeps the digits of numbers and of times, as a server does', async () => {
    const [row] = await store.query({
      text: `SELECT 9007199254740993::bigint AS whole, 0.10::numeric AS exact,
               '2026-03-01 06:00:00.000001+01'::timestamptz AS instant, '2026-03-01'::date AS day`,
    });
    expect(row).toEqual({
      whole: '9007199254740993',
      exact: '0.10',
      instant: '2026-03-01T05:00:00.000001Z',
      day: '2026-03-01',
    });
  });

  it('tells what PostgreSQL refuses, with its SQLSTATE and the position', async () => {
    const failure = await failureOf(store.query({ text: 'SELECT b FROM t' }));
    expect(failure.kind).toBe('drift');
    expect(failure.sqlState).toBe('42703');
    expect(failure.answer).toEqual({ message: 'column "b" does not exist', position: 8 });
  });

  it('rolls back what does not end well, and goes on', async () => {
    const failure = await failureOf(
      store.transaction(async (session) => {
        await session.query({ text: 'INSERT INTO t VALUES (3)' });
        await session.query({ text: 'SELECT 1 / 0' });
      }),
    );
    expect(failure.sqlState).toBe('22012');
    expect(await store.query({ text: 'SELECT count(*) AS n FROM t' })).toEqual([{ n: '2' }]);
  });

  it('does not take column arrays', async () => {
    const values = [{ columnType: 'text', items: ['a'] }];
    const failure = await failureOf(store.query({ text: 'SELECT $1::text[]', values }));
    expect(failure.kind).toBe('poison');
  });
});
