import { emptySnapshot, parseSnapshot } from '../etl/snapshot.ts';

/**
 * Row counts of tables that only grow, of one database, taken in steps: each statement counts the
 * rows that its own snapshot sees and the previous one did not.
 */
export interface GrowingCounts {
  /** Parameters 1 and 2 of a statement that uses `uncountedCondition`. */
  parameters(): readonly unknown[];
  /** Adds what a statement counted; `snapshot` is its pg_current_snapshot(). */
  add(snapshot: string, counts: readonly number[]): readonly number[];
}

export function growingCounts(tables: number): GrowingCounts {
  let since = parseSnapshot(emptySnapshot);
  let totals: readonly number[] = new Array<number>(tables).fill(0);
  return {
    parameters: () => [String(since.xmax), since.running.map(String)],
    add: (snapshot, counts) => {
      totals = totals.map((total, index) => total + (counts[index] ?? 0));
      since = parseSnapshot(snapshot);
      return totals;
    },
  };
}

/**
 * True for rows not counted before. A statement sees only what its snapshot sees, so a transaction
 * that was running then and whose rows are seen now has committed in between.
 */
export function uncountedCondition(tx: string): string {
  return `(${tx} >= $1::xid8 OR ${tx} = ANY($2::xid8[]))`;
}
