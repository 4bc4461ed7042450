import type { Row, StoreSession } from '../../connectors/connector.ts';
import { emptySnapshot, lateTransactions, parseSnapshot } from './snapshot.ts';
import { statementName } from './statement-name.ts';

/**
 * How far a step has read a table that only grows, by commit and not by insert: the window holds
 * the rows that `until` sees and `since` does not. A sequence number alone would skip the rows of
 * a transaction that took its numbers early and committed late.
 */
export interface WindowPosition {
  /** pg_snapshot text: rows visible in it are done. */
  readonly since: string;
  /** pg_snapshot text; equal to `since` when no window is open. */
  readonly until: string;
  /** The last row done inside the window, in reading order. */
  readonly after: { readonly tx: string; readonly seq: string } | null;
}

export const beginning: WindowPosition = {
  since: emptySnapshot,
  until: emptySnapshot,
  after: null,
};

/** A table with its columns for the commit order: `tx` xid8 and a number unique within it. */
export interface GrowingTable {
  /** Quoted and qualified. */
  readonly name: string;
  readonly tx: string;
  readonly seq: string;
}

interface ReadingRow extends Row {
  readonly tx: string;
  readonly seq: string;
}

export interface WindowBatch<R> {
  readonly rows: readonly R[];
  /** Where reading goes on once these rows are done. */
  readonly next: WindowPosition;
}

export async function currentSnapshot(session: StoreSession): Promise<string> {
  const [row] = await session.query<{ snapshot: string }>({
    text: 'SELECT pg_current_snapshot()::text AS snapshot',
    name: 'current_snapshot',
  });
  return row?.snapshot ?? emptySnapshot;
}

/** Reads a table in commit order; see `windowReader`. */
export type ReadWindow<R extends Row> = (
  session: StoreSession,
  position: WindowPosition,
  limit: number,
) => Promise<WindowBatch<R & ReadingRow>>;

/**
 * Compiles reading a table: up to `limit` rows from a position on, ordered by (tx, seq); the next
 * window opens when the present one holds no more. `columns` is a SELECT list; `tx` and `seq` are
 * added as text. An empty batch means that nothing new has committed.
 */
export function windowReader<R extends Row>(table: GrowingTable, columns: string): ReadWindow<R> {
  const statements = [true, false].map((late) => {
    const text = partSql(table, columns, late);
    return { text, name: statementName('window', text) };
  });
  const [lateStatement, mainStatement] = statements;

  async function readOpen(
    session: StoreSession,
    position: WindowPosition,
    limit: number,
  ): Promise<WindowBatch<R & ReadingRow>> {
    const rows: (R & ReadingRow)[] = [];
    for (const { after, late } of windowParts(position)) {
      if (rows.length === limit) break;
      const statement = late === undefined ? mainStatement : lateStatement;
      if (statement === undefined) break;
      const values = [after.tx, after.seq, position.until, limit - rows.length];
      rows.push(
        ...(await session.query<R & ReadingRow>({
          ...statement,
          values: late === undefined ? values : [...values, late],
        })),
      );
    }
    const last = rows.at(-1);
    const next =
      last === undefined || rows.length < limit
        ? { since: position.until, until: position.until, after: null }
        : { ...position, after: { tx: last.tx, seq: last.seq } };
    return { rows, next };
  }

  return async (session, position, limit) => {
    if (position.until !== position.since) {
      const batch = await readOpen(session, position, limit);
      if (batch.rows.length > 0) return batch;
    }
    const until = await currentSnapshot(session);
    const opened: WindowPosition = { since: position.until, until, after: null };
    return until === position.until ? { rows: [], next: opened } : readOpen(session, opened, limit);
  };
}

interface WindowPart {
  readonly after: { readonly tx: string; readonly seq: string };
  /** Reads these transactions only. */
  readonly late?: readonly string[];
}

const BEFORE_ALL_SEQ = '-9223372036854775808';

/**
 * The late transactions come first: all their numbers are below `since.xmax`, so the order by
 * (tx, seq) runs through both parts.
 */
function windowParts(position: WindowPosition): readonly WindowPart[] {
  const since = parseSnapshot(position.since);
  const start = { tx: String(since.xmax), seq: BEFORE_ALL_SEQ };
  const { after } = position;
  if (after !== null && BigInt(after.tx) >= since.xmax) return [{ after }];
  const late = lateTransactions(since, parseSnapshot(position.until));
  if (late.length === 0) return [{ after: start }];
  return [{ after: after ?? { tx: '0', seq: BEFORE_ALL_SEQ }, late }, { after: start }];
}

/**
 * The alias `w` keeps ORDER BY away from the output columns of the same names, which are text:
 * ordered as text, '10' comes before '9' and a batch's last row is not its end.
 */
function partSql(table: GrowingTable, columns: string, late: boolean): string {
  const tx = `w.${table.tx}`;
  const seq = `w.${table.seq}`;
  return `SELECT ${tx}::text AS tx, ${seq}::text AS seq, ${columns}
FROM ${table.name} AS w
WHERE (${tx}, ${seq}) > ($1::xid8, $2::bigint)
  AND ${tx} < pg_snapshot_xmax($3::pg_snapshot)
  AND pg_visible_in_snapshot(${tx}, $3::pg_snapshot)${late ? `\n  AND ${tx} = ANY($5::xid8[])` : ''}
ORDER BY ${tx}, ${seq}
LIMIT $4::bigint`;
}

/** Parameters of a condition over a whole window; see `windowCondition`. */
export function windowParameters(since: string, until: string): readonly unknown[] {
  const from = parseSnapshot(since);
  return [String(from.xmax), lateTransactions(from, parseSnapshot(until)), until];
}

/**
 * SQL that is true for the rows of a whole window, with three parameters from `windowParameters`
 * numbered from `first`.
 */
export function windowCondition(tx: string, first: number): string {
  return `((${tx} >= $${first}::xid8 OR ${tx} = ANY($${first + 1}::xid8[])) AND pg_visible_in_snapshot(${tx}, $${first + 2}::pg_snapshot))`;
}
