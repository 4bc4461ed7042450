import type { Row, Store } from '../../connectors/connector.ts';
import { emptySnapshot, parseSnapshot } from '../etl/snapshot.ts';
import { statementName } from '../etl/statement-name.ts';

/** The columns of a statement that counts rows with `uncountedCondition`. */
interface CountedRow extends Row {
  /** Its pg_current_snapshot(). */
  readonly snapshot: string;
  readonly counts: readonly string[];
}

/**
 * Row counts of tables that only grow, of one database, taken in steps: each run counts the rows
 * that its own snapshot sees and the previous one did not. Gives the statement's row beside the
 * totals so far, in the order of its `counts`. `more` are the parameters from 3 on.
 */
export function growingCounts<Counted extends CountedRow>(
  store: Store,
  text: string,
): (
  more?: readonly unknown[],
) => Promise<{ readonly row: Counted; readonly totals: readonly number[] } | undefined> {
  let since = parseSnapshot(emptySnapshot);
  let totals: readonly number[] = [];
  const name = statementName('accounts', text);
  return async (more = []) => {
    const values = [String(since.xmax), since.running.map(String), ...more];
    const [row] = await store.query<Counted>({ text, values, name });
    if (row === undefined) return undefined;
    totals = row.counts.map((count, index) => (totals[index] ?? 0) + Number(count));
    since = parseSnapshot(row.snapshot);
    return { row, totals };
  };
}

/**
 * True for rows not counted before. A statement sees only what its snapshot sees, so a transaction
 * that was running then and whose rows are seen now has committed in between.
 */
export function uncountedCondition(tx: string): string {
  return `(${tx} >= $1::xid8 OR ${tx} = ANY($2::xid8[]))`;
}
