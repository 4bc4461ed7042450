import type { Store } from '../../connectors/connector.ts';
import type { ComputedDatasetPlan, Plan } from '../../contracts/plan/plan.ts';
import { identifierList, qualifiedName } from '../../contracts/plan/sql-text.ts';

/** A computed dataset beside what its transform gives over everything that is there now. */
export interface Comparison {
  readonly dataset: string;
  readonly rows: number;
  /** Rows in one of the two and not in the other. */
  readonly different: number;
}

/** Compares every computed dataset, which grew by increments, with a full recompute. */
export async function compareWithRecompute(
  store: Store,
  plan: Plan,
): Promise<readonly Comparison[]> {
  const computed = plan.datasets.filter((dataset) => dataset.kind === 'computed');
  return Promise.all(computed.map((dataset) => compare(store, dataset)));
}

async function compare(store: Store, dataset: ComputedDatasetPlan): Promise<Comparison> {
  const view = dataset.views.find(({ definition }) => definition.kind === 'newest');
  const [table] = dataset.tables;
  if (view === undefined || table === undefined) throw new Error(`${dataset.id} has no view`);
  const columns = table.columns.filter(({ source }) => source.kind === 'result');
  const names = identifierList(columns.map(({ name }) => name));
  const recomputed = columns
    .map(({ name, type, source }) => {
      const column = source.kind === 'result' ? source.column : name;
      return `t.${identifierList([column])}::${type}`;
    })
    .join(', ');
  const [row] = await store.query<{ rows: string; different: string }>({
    text: `WITH grown AS (SELECT ${names} FROM ${qualifiedName('business', view.name)}),
recomputed (${names}) AS (SELECT ${recomputed} FROM (
${dataset.transform.sql}
) AS t)
SELECT (SELECT count(*) FROM grown) AS rows,
  (SELECT count(*) FROM (TABLE grown EXCEPT ALL TABLE recomputed) AS d)
    + (SELECT count(*) FROM (TABLE recomputed EXCEPT ALL TABLE grown) AS d) AS different`,
  });
  return { dataset: dataset.id, rows: Number(row?.rows), different: Number(row?.different) };
}
