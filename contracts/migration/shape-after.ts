import type { Plan, StoreName, Table } from '../plan/plan.ts';
import { tablesOf, viewsOf } from '../plan/store-objects.ts';
import { columnAfter } from './column-steps.ts';
import { isRequired } from './moved-column-steps.ts';
import type { ColumnShape, StoreShape, TableShape } from './store-shape.ts';
import { objectName, type TableChange } from './table-change.ts';

/**
 * What a store holds once the tables of `previous` are migrated, as far as the views depend on it.
 * `retired` leaves out what only the plan before had.
 */
export function shapeAfter(
  previous: Plan,
  store: StoreName,
  changes: readonly TableChange[],
  retired: boolean,
): StoreShape {
  const byName = new Map(changes.map((change) => [objectName(change.current), change]));
  return {
    exists: true,
    privileges: [],
    tables: tablesOf(previous, store).map((table) =>
      tableShape(table, byName.get(objectName(table)), retired),
    ),
    views: viewsOf(previous, store).map(({ name, comment, columns }) => ({
      name,
      comment,
      definition: '',
      columns: columns.map((column) => ({
        name: column.name,
        type: column.type,
        comment: column.comment ?? null,
      })),
    })),
  };
}

function tableShape(table: Table, change: TableChange | undefined, retired: boolean): TableShape {
  return {
    name: table.name,
    comment: table.comment,
    columns: change === undefined ? table.columns.map(columnShape) : columnsAfter(change, retired),
    primaryKey: null,
    checks: table.checks.map(({ name, expression }) => ({ name, definition: expression })),
    indexes: [],
    partitioning: null,
    partitions: [],
  };
}

function columnsAfter(change: TableChange, retired: boolean): readonly ColumnShape[] {
  const { previous, current, moved, adopted } = change;
  const present = current.columns.map((column): ColumnShape => {
    const before = previous.columns.find(({ name }) => name === column.name);
    const move = moved.find(({ after }) => after.name === column.name);
    if (adopted.some(({ after }) => after === column)) {
      return columnShape({ ...column, nullable: true });
    }
    const type = move === undefined ? (before?.type ?? column.type) : column.type;
    const nullable =
      move === undefined
        ? columnAfter(change, column).nullable
        : column.nullable || !isRequired(change, move);
    return columnShape({ ...column, type, nullable });
  });
  const surplus = retired ? [] : change.removed.map((column) => ({ ...column, nullable: true }));
  return [...present, ...surplus.map(columnShape)];
}

function columnShape({ name, type, nullable, comment }: Table['columns'][number]): ColumnShape {
  return { name, type, nullable, value: null, comment: comment ?? null };
}
