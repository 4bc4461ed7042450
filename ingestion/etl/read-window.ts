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
  /** The database whose transactions these are; absent before the first window. */
  readonly source?: string;
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
  /** SQL that estimates what a row takes in memory, and the most that one batch may take. */
  readonly bytes?: { readonly expression: string; readonly most: number };
}

interface ReadingRow extends Row {
  readonly tx: string;
  readonly seq: string;
}

export interface WindowBatch<R> {
  /** The position was of another database: reading has begun anew. */
  readonly anew: boolean;
  readonly rows: readonly R[];
  /** Where reading goes on once these rows are done. */
  readonly next: WindowPosition;
}

/** A snapshot and the database that it is of. */
export interface SourceMoment {
  readonly snapshot: string;
  readonly source: string;
}

/** What has committed by now, and where. The server's identity is readable by every role. */
export async function currentMoment(session: StoreSession): Promise<SourceMoment> {
  const [row] = await session.query<Row & SourceMoment>({
    text: `SELECT pg_current_snapshot()::text AS snapshot,
  (SELECT system_identifier FROM pg_control_system()) || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) AS source`,
    name: 'current_moment',
  });
  if (row === undefined) throw new Error('the server answered nothing about its transactions');
  return row;
}

/**
 * True where a position means nothing to the database that is read now: it is another one (a dump
 * restored elsewhere), or its transaction numbers have gone back (a backup restored in place). New
 * rows would have numbers that count as done.
 */
export function isForeign(
  since: string,
  source: string | undefined,
  { snapshot, source: present }: SourceMoment,
): boolean {
  return (
    (source !== undefined && source !== present) ||
    parseSnapshot(snapshot).xmax < parseSnapshot(since).xmax
  );
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
 * added as text. An empty batch means that nothing new has committed. Where the table says what a
 * row takes, a batch ends before it takes too much, but not before its first row.
 */
export function windowReader<R extends Row>(table: GrowingTable, columns: string): ReadWindow<R> {
  const statements = [true, false].map((late) => {
    const text = partSql(table, columns, late);
    return { text, name: statementName('window', text) };
  });
  const [lateStatement, mainStatement] = statements;
  const fitting = fittingReader(table);

  async function readOpen(
    session: StoreSession,
    position: WindowPosition,
    limit: number,
  ): Promise<WindowBatch<R & ReadingRow>> {
    const rows: (R & ReadingRow)[] = [];
    let full = false;
    for (const { after, late } of windowParts(position)) {
      if (rows.length === limit || full) break;
      const statement = late === undefined ? mainStatement : lateStatement;
      if (statement === undefined) break;
      const values = [after.tx, after.seq, position.until];
      const fits = await fitting(session, values, limit - rows.length, late);
      full = fits.full;
      rows.push(
        ...(await session.query<R & ReadingRow>({
          ...statement,
          values: [...values, fits.rows, ...(late === undefined ? [] : [late])],
        })),
      );
    }
    const last = rows.at(-1);
    const next =
      last === undefined || (rows.length < limit && !full)
        ? { ...position, since: position.until, after: null }
        : { ...position, after: { tx: last.tx, seq: last.seq } };
    return { anew: false, rows, next };
  }

  return async (session, position, limit) => {
    if (position.until !== position.since) {
      const batch = await readOpen(session, position, limit);
      if (batch.rows.length > 0) return batch;
    }
    const moment = await currentMoment(session);
    const { snapshot: until, source } = moment;
    if (isForeign(position.until, position.source, moment)) {
      const all: WindowPosition = { since: emptySnapshot, until, after: null, source };
      return { ...(await readOpen(session, all, limit)), anew: true };
    }
    const opened: WindowPosition = { since: position.until, until, after: null, source };
    return until === position.until
      ? { anew: false, rows: [], next: opened }
      : readOpen(session, opened, limit);
  };
}

type Fitting = (
  session: StoreSession,
  values: readonly unknown[],
  limit: number,
  late: readonly string[] | undefined,
) => Promise<{ readonly rows: number; readonly full: boolean }>;

/** Compiles how many of the next rows fit into one batch; `full` where more are there. */
function fittingReader(table: GrowingTable): Fitting {
  const { bytes } = table;
  if (bytes === undefined)
    return async (_session, _values, limit) => ({ rows: limit, full: false });
  const [lateStatement, mainStatement] = [true, false].map((late) => {
    const rows = partSql(
      table,
      `${bytes.expression} AS bytes`,
      late,
      `w.${table.tx} AS tx, w.${table.seq} AS seq`,
    );
    const text = `SELECT count(*)::integer AS found, count(*) FILTER (WHERE upto <= ${bytes.most})::integer AS fitting
FROM (SELECT sum(bytes) OVER (ORDER BY tx, seq ROWS UNBOUNDED PRECEDING) AS upto
FROM (${rows}) AS r) AS s`;
    return { text, name: statementName('fitting', text) };
  });
  // Rows as large as the last ones: measuring a thousand of them to take ten would be quadratic.
  let look = Number.MAX_SAFE_INTEGER;
  return async (session, values, limit, late) => {
    const statement = late === undefined ? mainStatement : lateStatement;
    const asked = Math.min(limit, look);
    const [counted] = await session.query<{ found: number; fitting: number }>({
      text: '',
      ...statement,
      values: [...values, asked, ...(late === undefined ? [] : [late])],
    });
    const { found = 0, fitting = 0 } = counted ?? {};
    const rows = Math.max(1, fitting);
    look = fitting < found ? 2 * rows : 2 * asked;
    if (rows < found) return { rows, full: true };
    return { rows: asked, full: found === asked && asked < limit };
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
function partSql(table: GrowingTable, columns: string, late: boolean, order?: string): string {
  const tx = `w.${table.tx}`;
  const seq = `w.${table.seq}`;
  return `SELECT ${order ?? `${tx}::text AS tx, ${seq}::text AS seq`}, ${columns}
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
