import type { StoreSession } from '../../connectors/connector.ts';
import { isWider } from '../../contracts/migration/fitted-store.ts';
import type { Guard } from '../../contracts/migration/guard.ts';
import { quoteIdentifier } from '../../contracts/plan/sql-text.ts';

/**
 * Why a thing that a migration makes, and its way down drops, is not for it to touch: it is there and
 * is not the migration's own. Undefined where nothing is in the way.
 */
export async function inTheWay(
  session: StoreSession,
  guard: Guard,
  isDown: boolean,
): Promise<string | undefined> {
  if (guard.kind === 'was') return otherThanBefore(session, guard, isDown);
  if (guard.kind === 'goes') return undefined;
  if (guard.kind === 'former') {
    const there = await columnOf(session, guard.table, guard.column);
    if (there === undefined || (await session.query({ text: guard.exchanged })).length > 0) {
      return undefined;
    }
    return `is there from a migration before, with what was before that: ${RETIRE(guard.object)} first`;
  }
  const { table, column, mark, object } = guard;
  const there =
    column === undefined
      ? await tableThere(session, table)
      : await columnOf(session, table, column);
  if (there === undefined || (await isMarked(session, mark))) return undefined;
  const condition =
    column === undefined ? '' : ` WHERE ${quoteIdentifier(column.name)} IS NOT NULL`;
  const [row] = await session.query({ text: `SELECT 1 FROM ${table}${condition} LIMIT 1` });
  if (row === undefined && there.fits) return undefined;
  const what =
    row === undefined
      ? `is there, empty, as ${there.type}`
      : `is there with ${column === undefined ? 'rows' : 'values'} of before${there.fits ? '' : `, as ${there.type}`}`;
  const other = column === undefined ? 'another name' : 'another physicalName';
  return `${what}: ${RETIRE(object)} first, or ${other}`;
}

const RETIRE = (object: string) =>
  `tundish migrate <environment> --from <the revision that had it> --retire ${object}, from the contracts that are applied,`;

async function otherThanBefore(
  session: StoreSession,
  { table, name, types, goes }: Guard & { readonly kind: 'was' },
  isDown: boolean,
): Promise<string | undefined> {
  const [type = ''] = types;
  const next = 'Name the revision that was applied last';
  for (const one of types) {
    const there = await columnOf(session, table, { name, type: one });
    if (there === undefined) {
      if (goes && !isDown) return undefined;
      return `is not in the database, and the contracts of --from have it (${type})${goes ? ': it was retired, so there is no way back' : `. ${next}`}`;
    }
    if (there.fits || isWider(there.type, one)) return undefined;
    if (one === types.at(-1)) {
      return `is ${there.type} in the database, and the contracts of --from say ${type}. ${next}`;
    }
  }
  return undefined;
}

interface There {
  readonly type: string;
  readonly fits: boolean;
}

async function columnOf(
  session: StoreSession,
  table: string,
  { name, type }: { readonly name: string; readonly type?: string },
): Promise<There | undefined> {
  const [row] = await session.query<{ type: string; fits: boolean }>({
    text: `SELECT format_type(atttypid, atttypmod) AS type,
        $3::text IS NULL OR atttypid = to_regtype($3::text) AS fits
      FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = $2 AND NOT attisdropped`,
    values: [table, name, type ?? null],
  });
  return row;
}

async function tableThere(session: StoreSession, table: string): Promise<There | undefined> {
  const [row] = await session.query({
    text: `SELECT 1 FROM pg_class WHERE oid = to_regclass($1) AND relkind IN ('r', 'p')`,
    values: [table],
  });
  return row === undefined ? undefined : { type: 'a table', fits: true };
}

async function isMarked(
  session: StoreSession,
  { routine, body }: { readonly routine: string; readonly body: string },
): Promise<boolean> {
  const [row] = await session.query({
    text: 'SELECT 1 FROM pg_proc WHERE oid = to_regprocedure($1) AND prosrc = $2',
    values: [`${routine}()`, body],
  });
  return row !== undefined;
}
