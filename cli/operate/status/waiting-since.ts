import type { Store } from '../../../connectors/connector.ts';
import type {
  ComputedDatasetPlan,
  EventDatasetPlan,
  Plan,
  Table,
} from '../../../contracts/plan/plan.ts';
import { qualifiedName, quoteIdentifier } from '../../../contracts/plan/sql-text.ts';
import { pendingCondition, pendingParameters } from '../../../ingestion/books/raw-accounts.ts';
import {
  beginning,
  type WindowPosition,
  windowCondition,
  windowParameters,
} from '../../../ingestion/etl/read-window.ts';
import {
  findSourceView,
  growingTables,
  provenanceColumn,
} from '../../../ingestion/etl/source-view.ts';
import { instant } from './instant.ts';

/** When the first raw row beyond a checkpoint came; undefined where none waits. Reads an index. */
export async function oldestPending(
  { raw }: EventDatasetPlan,
  store: Store,
  position: WindowPosition | undefined,
): Promise<string | undefined> {
  const [row] = await store.query<{ since: string }>({
    text: `SELECT ${instant('r.received_at')} AS since FROM ${qualifiedName('raw', raw.name)} AS r
WHERE ${pendingCondition(1)} ORDER BY r.tx, r.seq LIMIT 1`,
    values: [...pendingParameters(position ?? beginning)],
  });
  return row?.since;
}

/** When the first row was written that a computed dataset has not taken in; undefined where none. */
export async function oldestChange(
  plan: Plan,
  { transform }: ComputedDatasetPlan,
  store: Store,
  since: string,
): Promise<string | undefined> {
  const { refresh, reads } = transform;
  const views = refresh.kind === 'full' ? reads : refresh.changedBy.map(({ view }) => view);
  const tables = new Set(views.flatMap((view) => growingTables(findSourceView(plan, view))));
  const [now] = await store.query<{ snapshot: string }>({
    text: 'SELECT pg_current_snapshot()::text AS snapshot',
  });
  const found: string[] = [];
  for (const table of tables) {
    const [row] = await store.query<{ since: string }>({
      text: oldestSql(table),
      values: [...windowParameters(since, now?.snapshot ?? since)],
    });
    if (row !== undefined) found.push(row.since);
  }
  return found.sort()[0];
}

function oldestSql(table: Table): string {
  const tx = provenanceColumn(table, 'transaction');
  const at = provenanceColumn(table, 'committed-at');
  if (tx === undefined || at === undefined) return 'SELECT WHERE false';
  return `SELECT ${instant(`w.${quoteIdentifier(at)}`)} AS since
FROM ${qualifiedName(table.store, table.name)} AS w
WHERE ${windowCondition(`w.${quoteIdentifier(tx)}`, 1)} ORDER BY w.${quoteIdentifier(tx)} LIMIT 1`;
}
