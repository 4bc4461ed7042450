import type { Row, Store } from '../../connectors/connector.ts';
import type { SensorDatasetPlan } from '../../contracts/plan/plan.ts';
import { qualifiedName } from '../../contracts/plan/sql-text.ts';
import type { SensorBook } from './book.ts';
import { growingCounts, uncountedCondition } from './growing-count.ts';

interface AccountRow extends Row {
  readonly snapshot: string;
  readonly counts: readonly string[];
  readonly flow: readonly {
    stream: string;
    received: number;
    duplicate: number;
    quarantined: number;
  }[];
  readonly dropped: readonly { stream: string; reason: string; samples: number }[];
}

export function metricsAccounts(
  datasets: readonly SensorDatasetPlan[],
  store: Store,
): { read(): Promise<readonly SensorBook[]> } {
  const count = growingCounts<AccountRow>(store, accountSql(datasets));
  return {
    read: async () => {
      if (datasets.length === 0) return [];
      const counted = await count();
      if (counted === undefined) return [];
      const { row, totals: metrics } = counted;
      return datasets.map(({ id }, index): SensorBook => {
        const flow = row.flow.find(({ stream }) => stream === id);
        const reasons = row.dropped.filter(({ stream }) => stream === id);
        const book = {
          stream: id,
          received: flow?.received ?? 0,
          metrics: metrics[index] ?? 0,
          duplicate: flow?.duplicate ?? 0,
          quarantined: flow?.quarantined ?? 0,
          dropped: reasons.reduce((sum, { samples }) => sum + samples, 0),
          droppedBy: Object.fromEntries(reasons.map(({ reason, samples }) => [reason, samples])),
        };
        return {
          ...book,
          balanced:
            book.received === book.metrics + book.duplicate + book.quarantined + book.dropped,
        };
      });
    },
  };
}

function accountSql(datasets: readonly SensorDatasetPlan[]): string {
  const counts = datasets.map(({ tables }) => {
    const [table] = tables;
    return table === undefined
      ? '0'
      : `(SELECT count(*) FROM ${qualifiedName(table.store, table.name)} AS r WHERE ${uncountedCondition('r._tx')})`;
  });
  return `SELECT pg_current_snapshot()::text AS snapshot,
  array[${counts.join(',\n  ')}]::bigint[] AS counts,
  (SELECT coalesce(json_agg(f), '[]') FROM (
    SELECT stream, sum(received) AS received, sum(duplicate) AS duplicate, sum(quarantined) AS quarantined
    FROM metrics.flow GROUP BY stream) AS f) AS flow,
  (SELECT coalesce(json_agg(d), '[]') FROM (
    SELECT stream, reason, sum(samples::bigint) AS samples
    FROM metrics.flow, jsonb_each_text(dropped) AS j (reason, samples) GROUP BY stream, reason) AS d) AS dropped`;
}
