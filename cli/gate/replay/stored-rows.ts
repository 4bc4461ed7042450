import type { Row, Store, StoreSession } from '../../../connectors/connector.ts';
import type { RawTable } from '../../../contracts/plan/plan.ts';
import { qualifiedName } from '../../../contracts/plan/sql-text.ts';
import { type RawRow, rawRowColumns } from '../../../ingestion/etl/decode-raw-row.ts';

/** Rows per answer, and the text of one that still comes with others: together they bound memory. */
const BATCH = 500;
const LARGE_BYTES = 64 * 1024;

interface StoredRow extends RawRow {
  /** Its message was left out of the batch: it comes alone. */
  readonly large: boolean;
  readonly tx: string;
  readonly seq: string;
}

/**
 * Reads the messages of a raw table received since `sinceMs`, in no particular order, all from one
 * snapshot and without writing anything. The server makes the next batch while `take` works on one;
 * a batch holds some 32 MB of text at most, a larger message comes alone.
 */
export async function eachStored(
  store: Store,
  raw: RawTable,
  sinceMs: number,
  take: (rows: readonly RawRow[]) => void,
): Promise<void> {
  const table = qualifiedName('raw', raw.name);
  await store.transaction(async (session) => {
    await session.query({ text: 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY' });
    await session.query({ text: cursorSql(table, sinceMs) });
    let next = fetchSome(session);
    for (;;) {
      const rows = await next;
      if (rows.length === 0) return;
      next = fetchSome(session);
      // Awaited above, unless `take` throws.
      next.catch(() => undefined);
      take(rows.filter(({ large }) => !large));
      for (const row of rows) if (row.large) take(await oneRow(session, table, row));
    }
  });
}

function fetchSome(session: StoreSession): Promise<readonly StoredRow[]> {
  return session.query<StoredRow>({ text: `FETCH ${BATCH} FROM stored` });
}

/** OFFSET 0 keeps the planner from writing each jsonb as text twice. */
function cursorSql(table: string, sinceMs: number): string {
  const bytes = 'coalesce(octet_length(body), octet_length(payload), 0)';
  return `DECLARE stored NO SCROLL CURSOR FOR
SELECT event_id, payload_hash, conflict, topic, contract_major, event_time, event_time_basis, received_at, tx, seq,
  CASE WHEN ${bytes} <= ${LARGE_BYTES} THEN payload END AS payload,
  CASE WHEN ${bytes} <= ${LARGE_BYTES} THEN body END AS body,
  ${bytes} > ${LARGE_BYTES} AS large
FROM (SELECT ${rawRowColumns}, tx::text AS tx, seq::text AS seq
  FROM ${table} WHERE received_at >= '${new Date(sinceMs).toISOString()}'::timestamptz OFFSET 0) AS r`;
}

async function oneRow(
  session: StoreSession,
  table: string,
  { tx, seq }: StoredRow,
): Promise<readonly RawRow[]> {
  return session.query<RawRow & Row>({
    text: `SELECT ${rawRowColumns} FROM ${table} WHERE tx = $1::xid8 AND seq = $2::bigint`,
    values: [tx, seq],
  });
}
