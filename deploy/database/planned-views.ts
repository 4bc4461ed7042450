import type { StoreSession } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { Plan, View } from '../../contracts/plan/plan.ts';
import { qualifiedName, quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { viewsOf } from '../../contracts/plan/store-objects.ts';
import { runAll } from './expected-shape.ts';

/** The stores whose views a transform may read. */
const READABLE = ['metrics', 'curated', 'business'] as const;

/** All views that a transform may read. */
export function readableViews(plan: Plan): readonly View[] {
  return READABLE.flatMap((store) => viewsOf(plan, store));
}

/**
 * Runs `work` where the given views are there under their own names, with their columns and
 * without a row, whatever the database holds: the real schemas are renamed out of the way, and all
 * of it is rolled back. No table or view is locked by that. Resolves to `undefined` where the login
 * may not rename the schemas. Runs inside the caller's transaction and leaves nothing in it.
 */
export async function amongPlannedViews<R>(
  session: StoreSession,
  views: readonly View[],
  work: () => Promise<R>,
): Promise<R | undefined> {
  await session.query({ text: 'SAVEPOINT planned_views' });
  try {
    await runAll(session, await emptySchemas(session));
    await runAll(session, views.map(stub));
    await session.query({ text: `SET LOCAL search_path = pg_catalog` });
    return await work();
  } catch (error) {
    if (error instanceof Failure && error.sqlState === INSUFFICIENT_PRIVILEGE) return undefined;
    throw error;
  } finally {
    await session.query({ text: 'ROLLBACK TO SAVEPOINT planned_views' });
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';

async function emptySchemas(session: StoreSession): Promise<readonly string[]> {
  const rows = await session.query<{ name: string; pid: string }>({
    text: `SELECT nspname::text AS name, pg_backend_pid()::text AS pid FROM pg_namespace
           WHERE nspname = ANY($1::text[])`,
    values: [READABLE],
  });
  return [
    ...rows.map(
      ({ name, pid }) =>
        `ALTER SCHEMA ${quoteIdentifier(name)} RENAME TO ${quoteIdentifier(`tundish_aside_${pid}_${name}`)};`,
    ),
    ...READABLE.map((store) => `CREATE SCHEMA ${quoteIdentifier(store)};`),
  ];
}

function stub(view: View): string {
  const columns = view.columns.map(({ name, type }) => `NULL::${type} AS ${quoteIdentifier(name)}`);
  return `CREATE VIEW ${qualifiedName(view.store, view.name)} AS SELECT ${columns.join(', ')} WHERE false;`;
}
