import type { ViewName } from '../../contracts/model/transform.ts';
import type { Plan, Table, View } from '../../contracts/plan/plan.ts';
import { viewTable } from '../../contracts/plan/view-table.ts';

/** A view that a transform reads, with the table that its rows come from. */
export interface SourceView {
  /** The dataset that owns it. */
  readonly dataset: string;
  readonly view: View;
  readonly table: Table;
  /** For children of newest rows: the table whose revisions decide which children are shown. */
  readonly parent?: Table;
}

/** Finds a view and its tables in the plan. @throws Error when the plan holds no such view. */
export function findSourceView(plan: Plan, name: ViewName): SourceView {
  for (const dataset of plan.datasets) {
    const view = dataset.views.find((one) => one.store === name.store && one.name === name.view);
    if (view === undefined) continue;
    const { definition } = view;
    const table = tableNamed(dataset.tables, viewTable(definition));
    if (definition.kind !== 'children-of-newest') return { dataset: dataset.id, view, table };
    const parentView = dataset.views.find((one) => one.name === definition.parentView);
    if (parentView === undefined) break;
    const parent = tableNamed(dataset.tables, viewTable(parentView.definition));
    return { dataset: dataset.id, view, table, parent };
  }
  throw new Error(`the plan has no view ${name.store}.${name.view}, which a transform reads`);
}

function tableNamed(tables: readonly Table[], name: string | undefined): Table {
  const table = tables.find((one) => one.name === name);
  if (table === undefined) throw new Error(`the plan has no table ${name} under its view`);
  return table;
}

/** The table whose new rows tell that a view changed. */
export function growingTable(source: SourceView): Table {
  return source.parent ?? source.table;
}

export function provenanceColumn(
  table: Table,
  part: 'event-id' | 'event-time' | 'transaction' | 'committed-at' | 'cause' | 'gone',
): string | undefined {
  return table.columns.find(({ source }) => source.kind === 'provenance' && source.part === part)
    ?.name;
}
