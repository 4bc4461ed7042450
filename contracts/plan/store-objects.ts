import type { Plan, StoreName, Table, View } from './plan.ts';
import { platformTables, rawTables } from './raw-table.ts';

/** All tables that a plan has in one store: the platform's own first, parents before children. */
export function tablesOf(plan: Plan, store: StoreName): readonly Table[] {
  const datasets = plan.datasets.flatMap((dataset) => [
    ...(dataset.kind === 'event' ? rawTables(dataset.raw) : []),
    ...dataset.tables,
  ]);
  return [...platformTables(store), ...datasets.filter((table) => table.store === store)];
}

/** All views that a plan has in one store; a view stands after the views that it reads. */
export function viewsOf(plan: Plan, store: StoreName): readonly View[] {
  const views = plan.datasets
    .flatMap((dataset) => dataset.views)
    .filter((view) => view.store === store);
  return [
    ...views.filter((view) => !readsViews(view)),
    // None of them reads another one of them.
    ...views.filter(readsViews),
  ];
}

/** True for views over views of any dataset; children only read their own dataset's. */
function readsViews({ definition }: View): boolean {
  return definition.kind === 'genealogy' || definition.kind === 'of-view';
}
