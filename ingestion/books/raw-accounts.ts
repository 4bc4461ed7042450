import type { Row, Store } from '../../connectors/connector.ts';
import type { EventDatasetPlan } from '../../contracts/plan/plan.ts';
import { qualifiedName } from '../../contracts/plan/sql-text.ts';
import { beginning, type WindowPosition } from '../etl/read-window.ts';
import { parseSnapshot } from '../etl/snapshot.ts';
import { growingCounts, uncountedCondition } from './growing-count.ts';

export interface RawAccount {
  readonly stream: string;
  readonly received: number;
  readonly raw: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly pending: number;
}

interface AccountRow extends Row {
  readonly snapshot: string;
  readonly counts: readonly string[];
  readonly pending: readonly string[];
  readonly flow: readonly {
    stream: string;
    received: number;
    duplicate: number;
    conflict: number;
  }[];
}

export function rawAccounts(
  datasets: readonly EventDatasetPlan[],
  store: Store,
): {
  /** `positions` by stream: up to where the curated step has read. */
  read(positions: ReadonlyMap<string, WindowPosition>): Promise<readonly RawAccount[]>;
} {
  const count = growingCounts<AccountRow>(store, accountSql(datasets));
  return {
    read: async (positions) => {
      if (datasets.length === 0) return [];
      const read = datasets.flatMap(({ id }) => pendingParameters(positions.get(id) ?? beginning));
      const counted = await count(read);
      if (counted === undefined) return [];
      const { row, totals: raw } = counted;
      return datasets.map(({ id }, index) => {
        const flow = row.flow.find(({ stream }) => stream === id);
        return {
          stream: id,
          received: flow?.received ?? 0,
          raw: raw[index] ?? 0,
          duplicate: flow?.duplicate ?? 0,
          conflict: flow?.conflict ?? 0,
          pending: Number(row.pending[index] ?? 0),
        };
      });
    },
  };
}

const POSITION_PARAMETERS = 5;

/** The parameters of `pendingCondition`. */
export function pendingParameters({ since, until, after }: WindowPosition): readonly unknown[] {
  const { xmax, running } = parseSnapshot(since);
  return [String(xmax), running.map(String), until, after?.tx ?? null, after?.seq ?? null];
}

/**
 * True for rows `r` beyond a checkpoint: not seen by `since`, and in an open window behind its last
 * row. Nothing here is a difference of other counts, so the balance proves something.
 */
export function pendingCondition(first: number): string {
  const [xmax, running, until, tx, seq] = Array.from(
    { length: POSITION_PARAMETERS },
    (_, index) => `$${first + index}`,
  );
  return `(r.tx >= ${xmax}::xid8 OR r.tx = ANY(${running}::xid8[]))
      AND NOT coalesce(pg_visible_in_snapshot(r.tx, ${until}::pg_snapshot)
        AND (r.tx, r.seq) <= (${tx}::xid8, ${seq}::bigint), false)`;
}

function accountSql(datasets: readonly EventDatasetPlan[]): string {
  const tables = datasets.map(({ raw }) => qualifiedName('raw', raw.name));
  const counts = tables.map(
    (table) => `(SELECT count(*) FROM ${table} AS r WHERE ${uncountedCondition('r.tx')})`,
  );
  const pending = tables.map(
    (table, index) =>
      `(SELECT count(*) FROM ${table} AS r
    WHERE ${pendingCondition(3 + index * POSITION_PARAMETERS)})`,
  );
  return `SELECT pg_current_snapshot()::text AS snapshot,
  array[${counts.join(',\n  ')}]::bigint[] AS counts,
  array[${pending.join(',\n  ')}]::bigint[] AS pending,
  (SELECT coalesce(json_agg(f), '[]') FROM (
    SELECT stream, sum(received) AS received, sum(duplicate) AS duplicate, sum(conflict) AS conflict
    FROM raw.flow GROUP BY stream) AS f) AS flow`;
}
