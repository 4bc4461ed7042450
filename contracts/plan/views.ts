import type { Dataset } from '../model/dataset.ts';
import { fieldTexts } from './field-text.ts';
import { historyViewName, viewName } from './names.ts';
import type { Column, HiddenWhen, Table, View, ViewColumn } from './plan.ts';
import {
  type ChildTable,
  keyColumns,
  type MajorOfDataset,
  type NamedTable,
  type RecordTables,
  revisionOrder,
} from './record-tables.ts';

/** The views of one major of an event dataset, by its own contract: what consumers read. */
export function recordViews(tables: RecordTables, own: MajorOfDataset): readonly View[] {
  const { root } = tables;
  const children = tables.children.filter((child) => child.majors.includes(own.major));
  const views = [rootView(root, own)];
  const parentView = viewName(root.table.name, own.major);
  for (const child of children) {
    views.push(childView(child, root, own, parentView));
  }
  if (!hasRevisions(own.dataset, root)) return views;
  return [
    ...views,
    historyView(root, own.major, { present: rootPresence(root, own) }),
    ...children.map((child) => historyView(child, own.major, childPresence(child, root, own))),
  ];
}

/** Revisions need a key; without one every record stands for itself. */
function hasRevisions(dataset: Dataset, root: NamedTable): boolean {
  return dataset.change === 'revise' && keyColumns(dataset.key, root.columns).length > 0;
}

function rootView(root: NamedTable, own: MajorOfDataset): View {
  const { table, columns } = root;
  const { dataset, major } = own;
  const hidden = hiddenWhen(dataset, columns);
  const order = revisionOrder(dataset, columns);
  const nullableOrder = order.filter(
    (name) => table.columns.find((column) => column.name === name)?.nullable === true,
  );
  const present = rootPresence(root, own);
  return {
    ...viewOf(root, major, present),
    name: viewName(table.name, major),
    definition: hasRevisions(dataset, root)
      ? {
          kind: 'newest',
          table: table.name,
          key: keyColumns(dataset.key, columns).map((column) => column.name),
          order,
          ...(nullableOrder.length === 0 ? {} : { nullableOrder }),
          ...(hidden === undefined ? {} : { hidden }),
          ...(present.length === 0 ? {} : { present }),
        }
      : all(table, { present }),
  };
}

function childView(
  child: ChildTable,
  root: NamedTable,
  own: MajorOfDataset,
  parentView: string,
): View {
  const { table, keyCopies } = child;
  const isNewest = hasRevisions(own.dataset, root);
  const present = childPresence(child, root, own);
  const key = keyCopies
    .filter(({ majors }) => majors.includes(own.major))
    .map(({ child: copy, parent }) => ({ child: copy, parent }));
  return {
    ...viewOf(child, own.major, present.present),
    name: viewName(table.name, own.major),
    definition: isNewest
      ? { kind: 'children-of-newest', table: table.name, parentView, key }
      : all(table, present),
  };
}

function historyView(named: NamedTable | ChildTable, major: number, presence: Presence): View {
  const view = viewOf(named, major, presence.present);
  return {
    ...view,
    name: historyViewName(named.table.name, major),
    comment: `All revisions: ${view.comment}`,
    definition: all(named.table, presence),
  };
}

/** Which columns have to have a value for a row to stand in a view. */
interface Presence {
  readonly present: readonly string[];
  readonly recordPresent?: { readonly table: string; readonly columns: readonly string[] };
}

function all(table: Table, { present, recordPresent }: Presence): View['definition'] {
  return {
    kind: 'all',
    table: table.name,
    ...(present.length === 0 ? {} : { present }),
    ...(recordPresent === undefined ? {} : { recordPresent }),
  };
}

/**
 * Key columns of the major that each of its records has and records of other majors may lack: without
 * them a record has no key that the major knows, and no place in its views.
 */
function rootPresence(root: NamedTable, { dataset, major }: MajorOfDataset): readonly string[] {
  return keyColumns(dataset.key, root.columns)
    .filter(({ name, nullable }) => nullable && root.own.get(name)?.get(major)?.nullable === false)
    .map(({ name }) => name);
}

/** The same of a child table: by its copies of the key, else by the record itself. */
function childPresence({ keyCopies }: ChildTable, root: NamedTable, own: MajorOfDataset): Presence {
  const needed = rootPresence(root, own);
  const copies = keyCopies.filter(({ parent }) => needed.includes(parent));
  const columns = needed.filter((name) => !copies.some(({ parent }) => parent === name));
  return {
    present: copies.map(({ child }) => child),
    ...(columns.length === 0 ? {} : { recordPresent: { table: root.table.name, columns } }),
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

/** What the views of one table and major have in common: columns and texts as the major says them. */
function viewOf(
  named: NamedTable | ChildTable,
  major: number,
  present: readonly string[],
): Pick<View, 'store' | 'major' | 'comment' | 'columns'> {
  const { table, own, comments, shownAs } = named;
  const foreign =
    'keyCopies' in named ? named.keyCopies.filter(({ majors }) => !majors.includes(major)) : [];
  const columns = viewColumns(table, major)
    .filter(({ name }) => !foreign.some(({ child }) => child === name))
    .map((shown): ViewColumn => {
      const nullable = shown.nullable && !present.includes(shown.name);
      const said = own.get(shown.name)?.get(major);
      const name = shownAs.get(shown.name) ?? shown.name;
      if (said === undefined) return { ...shown, name, nullable };
      const { column, type } = shown;
      return { name, column, type, nullable, ...fieldTexts(said.field) };
    });
  return { store: table.store, major, comment: comments.get(major) ?? table.comment, columns };
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
