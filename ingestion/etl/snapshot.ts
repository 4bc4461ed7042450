/**
 * A PostgreSQL snapshot (`xmin:xmax:xip,…`, pg_snapshot in the manual's "Transaction ID and
 * Snapshot Information Functions"): which transactions had committed at one instant.
 */
export interface Snapshot {
  /** Every transaction below it had ended. */
  readonly xmin: bigint;
  /** No transaction from here on had ended. */
  readonly xmax: bigint;
  /** Still running between the two. */
  readonly running: readonly bigint[];
}

/** Sees no row of any table. */
export const emptySnapshot = '1:1:';

export function parseSnapshot(text: string): Snapshot {
  const match = /^(\d+):(\d+):([\d,]*)$/.exec(text);
  const [, xmin, xmax, running] = match ?? [];
  if (xmin === undefined || xmax === undefined || running === undefined) {
    throw new Error(`a checkpoint holds '${text.slice(0, 80)}', which is not a pg_snapshot`);
  }
  return {
    xmin: BigInt(xmin),
    xmax: BigInt(xmax),
    running: running === '' ? [] : running.split(',').map(BigInt),
  };
}

/**
 * Transactions that ran while `since` was taken and have ended in `until`: the only ones below
 * `since.xmax` whose rows are new. Naming them keeps a transaction that stays open for hours from
 * widening every later scan back to its own number.
 */
export function lateTransactions(since: Snapshot, until: Snapshot): readonly string[] {
  const running = new Set(until.running);
  return since.running
    .filter((tx) => tx < until.xmin || (tx < until.xmax && !running.has(tx)))
    .map(String);
}
