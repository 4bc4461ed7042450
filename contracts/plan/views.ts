import type { Dataset } from '../model/dataset.ts';
import { historyViewName, viewName } from './names.ts';
import type { Column, HiddenWhen, Table, View, ViewColumn } from './plan.ts';
import {
  type ChildTable,
  keyColumns,
  type NamedTable,
  type RecordTables,
  revisionOrder,
} from './record-tables.ts';

/** The views of one major of an event dataset: what consumers read. */
export function recordViews(
  tables: RecordTables,
  dataset: Dataset,
  major: number,
): readonly View[] {
  const { root } = tables;
  const children = tables.children.filter((child) => child.majors.includes(major));
  const views = [rootView(root, dataset, major)];
  const parentView = viewName(root.table.name, major);
  for (const child of children) {
    views.push(childView(child, dataset, major, parentView));
  }
  if (!hasRevisions(dataset, root)) return views;
  return [...views, ...[root, ...children].map((named) => historyView(named, major))];
}

/** Revisions need a key; without one every record stands for itself. */
function hasRevisions(dataset: Dataset, root: NamedTable): boolean {
  return dataset.change === 'revise' && keyColumns(dataset.key, root.columns).length > 0;
}

function rootView(root: NamedTable, dataset: Dataset, major: number): View {
  const { table, columns } = root;
  const hidden = hiddenWhen(dataset, columns);
  const order = revisionOrder(dataset, columns);
  const nullableOrder = order.filter(
    (name) => table.columns.find((column) => column.name === name)?.nullable === true,
  );
  return {
    store: table.store,
    name: viewName(table.name, major),
    major,
    comment: table.comment,
    definition: hasRevisions(dataset, root)
      ? {
          kind: 'newest',
          table: table.name,
          key: keyColumns(dataset.key, columns).map((column) => column.name),
          order,
          ...(nullableOrder.length === 0 ? {} : { nullableOrder }),
          ...(hidden === undefined ? {} : { hidden }),
        }
      : { kind: 'all', table: table.name },
    columns: viewColumns(table, major),
  };
}

function childView(child: ChildTable, dataset: Dataset, major: number, parentView: string): View {
  const { table } = child;
  const newest = dataset.change === 'revise' && child.keyCopies.length > 0;
  return {
    store: table.store,
    name: viewName(table.name, major),
    major,
    comment: table.comment,
    definition: newest
      ? { kind: 'children-of-newest', table: table.name, parentView, key: child.keyCopies }
      : { kind: 'all', table: table.name },
    columns: viewColumns(table, major),
  };
}

function historyView(named: NamedTable, major: number): View {
  const { table } = named;
  return {
    store: table.store,
    name: historyViewName(table.name, major),
    major,
    comment: `All revisions: ${table.comment}`,
    definition: { kind: 'all', table: table.name },
    columns: viewColumns(table, major),
  };
}

function hiddenWhen(
  dataset: Dataset,
  columns: ReadonlyMap<string, Column>,
): HiddenWhen | undefined {
  const { cancelled } = dataset;
  if (cancelled === undefined) return undefined;
  const [column] = keyColumns([cancelled.field], columns);
  return column && { kind: 'equals', column: column.name, value: cancelled.equals };
}

/** All columns that the major declares, and the provenance a consumer can use. */
export function viewColumns(table: Table, major: number): readonly ViewColumn[] {
  return table.columns.filter((column) => isVisible(column, major)).map(viewColumn);
}

function isVisible(column: Column, major: number): boolean {
  if (column.source.kind === 'value') return column.source.majors?.includes(major) ?? true;
  // Transaction numbers order the platform's own reading; they mean nothing after a restore.
  return column.source.kind !== 'provenance' || column.source.part !== 'transaction';
}

function viewColumn(column: Column): ViewColumn {
  const { name, type, nullable, comment, unit, classification, treatment } = column;
  return {
    name,
    column: name,
    type,
    nullable,
    ...(comment === undefined ? {} : { comment }),
    ...(unit === undefined ? {} : { unit }),
    ...(classification === undefined ? {} : { classification }),
    ...(treatment === undefined ? {} : { treatment }),
  };
}
