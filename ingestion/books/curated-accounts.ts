import type { Row, Store } from '../../connectors/connector.ts';
import type { EventDatasetPlan } from '../../contracts/plan/plan.ts';
import { qualifiedName } from '../../contracts/plan/sql-text.ts';
import { curatedStepName } from '../etl/curated-step.ts';
import { beginning, type WindowPosition } from '../etl/read-window.ts';
import { growingCounts, uncountedCondition } from './growing-count.ts';

/** What the curated store says about one stream, all of one instant. */
export interface CuratedAccount {
  readonly stream: string;
  readonly curated: number;
  readonly quarantined: number;
  readonly held: number;
  /** Where the curated step stood at that instant. */
  readonly position: WindowPosition;
}

interface AccountRow extends Row {
  readonly snapshot: string;
  readonly counts: readonly string[];
  readonly quarantine: readonly { stream: string; state: string; messages: number }[];
  readonly checkpoints: Readonly<Record<string, WindowPosition>>;
}

export function curatedAccounts(
  datasets: readonly EventDatasetPlan[],
  store: Store,
): { read(): Promise<readonly CuratedAccount[]> } {
  const count = growingCounts<AccountRow>(store, accountSql(datasets));
  return {
    read: async () => {
      if (datasets.length === 0) return [];
      const counted = await count();
      if (counted === undefined) return [];
      const { row, totals: curated } = counted;
      const waiting = (stream: string, ...states: readonly string[]): number =>
        row.quarantine
          .filter((group) => group.stream === stream && states.includes(group.state))
          .reduce((sum, { messages }) => sum + messages, 0);
      return datasets.map(({ id }, index) => ({
        stream: id,
        curated: curated[index] ?? 0,
        quarantined: waiting(id, 'open', 'discarded'),
        held: waiting(id, 'held'),
        position: row.checkpoints[curatedStepName(id)] ?? beginning,
      }));
    },
  };
}

/** A message has exactly one first record, so counting those counts messages. */
function accountSql(datasets: readonly EventDatasetPlan[]): string {
  const counts = datasets.map(({ tables }) => {
    const [root] = tables;
    return root === undefined
      ? '0'
      : `(SELECT count(*) FROM ${qualifiedName(root.store, root.name)} AS r
    WHERE r._record = 1 AND ${uncountedCondition('r._tx')})`;
  });
  return `SELECT pg_current_snapshot()::text AS snapshot,
  array[${counts.join(',\n  ')}]::bigint[] AS counts,
  (SELECT coalesce(json_agg(q), '[]') FROM (
    SELECT stream, state, count(*) AS messages FROM curated.quarantine GROUP BY stream, state) AS q) AS quarantine,
  (SELECT coalesce(json_object_agg(step, position), '{}') FROM curated.checkpoint) AS checkpoints`;
}
