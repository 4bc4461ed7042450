import type { StoreSession } from '../../connectors/connector.ts';
import type { SchemaOf } from '../../contracts/generate/sql/schema-names.ts';
import { createTable, type Partitioning } from '../../contracts/generate/sql/table-sql.ts';
import { createView } from '../../contracts/generate/sql/view-sql.ts';
import type { FittedStore } from '../../contracts/migration/fitted-store.ts';
import type { StoreShape } from '../../contracts/migration/store-shape.ts';
import type { View } from '../../contracts/plan/plan.ts';
import { quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { introspect } from './introspect.ts';

/**
 * The plan's objects as this server prints them: made in a scratch schema, read back, rolled back.
 * Views that are there already are made with the columns they have, in the order they have them, so
 * that their definitions compare; columns that are new to them show in the plan, not here.
 * Runs inside the caller's transaction and leaves nothing in it.
 */
export async function expectedShape(
  session: StoreSession,
  fitted: FittedStore,
  actual: StoreShape,
): Promise<StoreShape> {
  const scratch = await scratchName(session);
  const inScratch: SchemaOf = () => scratch;
  await session.query({ text: 'SAVEPOINT scratch' });
  try {
    await session.query({ text: `CREATE SCHEMA ${quoteIdentifier(scratch)}` });
    await runAll(
      session,
      fitted.tables.flatMap(({ table }) =>
        createTable(table, inScratch, partitioning(actual, table.name)),
      ),
    );
    const views = fitted.views
      .map((view) => withActualColumns(view, actual))
      .filter((view) => view.columns.length > 0);
    await runAll(
      session,
      views.map((view) => createView(view, inScratch)),
    );
    return await introspect(session, scratch);
  } finally {
    await session.query({ text: 'ROLLBACK TO SAVEPOINT scratch' });
  }
}

/** One per connection, so that comparisons at the same time do not wait for each other. */
async function scratchName(session: StoreSession): Promise<string> {
  const [row] = await session.query<{ pid: string }>({
    text: 'SELECT pg_backend_pid()::text AS pid',
  });
  return `tundish_scratch_${row?.pid ?? ''}`;
}

/** Runs statements in few round trips; each text is a statement of its own. */
export async function runAll(session: StoreSession, statements: readonly string[]): Promise<void> {
  const AT_ONCE = 50;
  for (let start = 0; start < statements.length; start += AT_ONCE) {
    await session.query({ text: statements.slice(start, start + AT_ONCE).join('\n') });
  }
}

function partitioning(actual: StoreShape, table: string): Partitioning {
  const there = actual.tables.find((one) => one.name === table);
  return there?.partitioning === 'HYPERTABLE' ? 'hypertable' : 'native';
}

function withActualColumns(view: View, actual: StoreShape): View {
  const there = actual.views.find((one) => one.name === view.name);
  if (there === undefined) return view;
  const columns = there.columns.flatMap(({ name }) => {
    const column = view.columns.find((one) => one.name === name);
    return column === undefined ? [] : [column];
  });
  return { ...view, columns };
}
