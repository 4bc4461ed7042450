import type { PGlite, PGliteOptions, Transaction } from '@electric-sql/pglite';
import type { Row, Statement, Store, StoreSession } from '../connector.ts';
import { Failure } from '../failure.ts';
import { postgresFailure } from '../postgres/postgres-failure.ts';
import { rowValueParser } from '../postgres/postgres-values.ts';

const WHERE = 'PostgreSQL in this process';

/**
 * An empty PostgreSQL 18 in this process (PGlite, WebAssembly), gone with `close`. It takes two
 * seconds to start and 200 MB, and runs one statement after the other on one connection: enough to
 * ask PostgreSQL what it thinks of SQL, no store for data. Values in rows are those of postgresStore;
 * column arrays are refused.
 */
export async function pgliteStore(): Promise<Store> {
  const database = await started();
  return {
    query: (statement) => run(database, statement),
    transaction: (work) =>
      database.transaction((transaction) =>
        work({ query: (statement) => run(transaction, statement) } satisfies StoreSession),
      ),
    close: () => (database.closed ? Promise.resolve() : database.close()),
  };
}

/** Loaded here: whoever needs no database does not wait for one. */
async function started(): Promise<PGlite> {
  try {
    const { PGlite } = await import('@electric-sql/pglite');
    const database = await PGlite.create({ parsers: PARSERS });
    await database.exec(
      "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET jit = off",
    );
    return database;
  } catch (error) {
    throw postgresFailure(error, `${WHERE} does not start`);
  }
}

async function run<R extends Row>(
  database: PGlite | Transaction,
  { text, values }: Statement,
): Promise<readonly R[]> {
  try {
    // Without values a text may hold several statements, as with a server.
    if (values === undefined) return ((await database.exec(text)).at(-1)?.rows ?? []) as R[];
    return (await database.query<R>(text, values.map(plainValue))).rows;
  } catch (error) {
    throw postgresFailure(error, WHERE);
  }
}

function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('columnType' in value)) return value;
  throw new Failure('poison', `${WHERE}: column arrays are not taken`);
}

/** Types whose values a double, or a Date, would change. */
const EXACT = [20, 1700, 1082, 1083, 1114, 1184, 1016, 1231, 1182, 1183, 1115, 1185, 2951, 271];

const PARSERS: NonNullable<PGliteOptions['parsers']> = Object.fromEntries(
  EXACT.map((oid) => [oid, rowValueParser(oid)]),
);
