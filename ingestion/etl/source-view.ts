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
  /** The key by which those revisions replace each other. */
  readonly parentKey?: readonly string[];
  /** For samples with what the tag register says of them: that register. */
  readonly register?: Table;
}

/** Finds a view and its tables in the plan. @throws Error when the plan holds no such view. */
export function findSourceView(plan: Plan, name: ViewName): SourceView {
  for (const dataset of plan.datasets) {
    const view = dataset.views.find((one) => one.store === name.store && one.name === name.view);
    if (view === undefined) continue;
    const { definition } = view;
    if (definition.kind === 'of-view') return ofView(plan, view, definition.view);
    if (definition.kind === 'genealogy') throw new Error(GENEALOGY_READ);
    const table = tableNamed(dataset.tables, viewTable(definition));
    if (definition.kind === 'samples-with-register') {
      const register = tableNamed(dataset.tables, definition.register);
      return { dataset: dataset.id, view, table, register };
    }
    if (definition.kind !== 'children-of-newest') return { dataset: dataset.id, view, table };
    const parentView = dataset.views.find((one) => one.name === definition.parentView);
    if (parentView === undefined) break;
    const parent = tableNamed(dataset.tables, viewTable(parentView.definition));
    const parentKey = parentView.definition.kind === 'newest' ? parentView.definition.key : [];
    return { dataset: dataset.id, view, table, parent, parentKey };
  }
  throw new Error(`the plan has no view ${name.store}.${name.view}, which a transform reads`);
}

const GENEALOGY_READ =
  'a transform reads the genealogy, which joins datasets that change each on its own: its changes cannot be followed. Read the views of those datasets instead';

/** Changes where the view below it does, in rows of its own columns. */
function ofView(plan: Plan, view: View, below: string): SourceView {
  const source = findSourceView(plan, { store: storeOf(view), view: below });
  const columns = view.columns.map((column) => ({
    ...column,
    column: source.view.columns.find(({ name }) => name === column.column)?.column ?? column.column,
  }));
  return { ...source, view: { ...source.view, columns } };
}

function storeOf({ store, name }: View): ViewName['store'] {
  if (store === 'raw') throw new Error(`the view ${name} is in raw, where there are no views`);
  return store;
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

/** All tables whose new rows tell that a view changed. */
export function growingTables(source: SourceView): readonly Table[] {
  const { register } = source;
  return register === undefined ? [growingTable(source)] : [growingTable(source), register];
}

export function provenanceColumn(
  table: Table,
  part: 'event-id' | 'record' | 'event-time' | 'transaction' | 'committed-at' | 'cause' | 'gone',
): string | undefined {
  return table.columns.find(({ source }) => source.kind === 'provenance' && source.part === part)
    ?.name;
}
