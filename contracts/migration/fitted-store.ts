import { checkName } from '../plan/names.ts';
import type { Column, Plan, StoreName, Table, View, ViewColumn } from '../plan/plan.ts';
import type { PostgresType } from '../plan/postgres-type.ts';
import { quoteIdentifier } from '../plan/sql-text.ts';
import { tablesOf, viewsOf } from '../plan/store-objects.ts';
import { viewTable } from '../plan/view-table.ts';
import type { ColumnShape, StoreShape, TableShape, ViewShape } from './store-shape.ts';

/**
 * What a plan wants of one store, with what is wider or more in the database left as it is: a wider
 * type, a column that may be NULL, columns that no contract has any more. Compared with the database
 * only what must change differs.
 */
export interface FittedStore {
  /** As the plan lists them; surplus columns last. */
  readonly tables: readonly FittedTable[];
  readonly views: readonly View[];
}

export interface FittedTable {
  readonly table: Table;
  /** Columns of the database that the plan lacks. */
  readonly surplus: ReadonlySet<string>;
  /** Columns that may be NULL in the database and not in the plan. */
  readonly optional: readonly string[];
  /** Columns whose type in the database holds more than the planned one. */
  readonly wider: readonly { readonly name: string; readonly type: string }[];
}

export function fittedStore(plan: Plan, store: StoreName, actual: StoreShape): FittedStore {
  const tables = tablesOf(plan, store).map((table) =>
    fittedTable(
      table,
      actual.tables.find(({ name }) => name === table.name),
    ),
  );
  const byName = new Map(tables.map((one) => [one.table.name, one]));
  return {
    tables,
    views: viewsOf(plan, store).map((view) =>
      fittedView(
        view,
        keyOf(view, plan),
        byName.get(viewTable(view.definition) ?? ''),
        actual.views.find(({ name }) => name === view.name),
      ),
    ),
  };
}

/** Integers of any size hold every integer. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  smallint: ['integer', 'bigint', 'numeric'],
  integer: ['bigint', 'numeric'],
  bigint: ['numeric'],
};

/** The column of the database holds every value of the planned type. */
export function isWider(actual: string, planned: string): boolean {
  const [scalar, list] = planned.split('[]');
  const [other, otherList] = actual.split('[]');
  return list === otherList && WIDER[scalar ?? '']?.includes(other ?? '') === true;
}

function fittedTable(table: Table, there: TableShape | undefined): FittedTable {
  const nothing = { table, surplus: new Set<string>(), optional: [], wider: [] };
  if (there === undefined) return nothing;
  const shapes = new Map(there.columns.map((column) => [column.name, column]));
  const planned = new Set(table.columns.map(({ name }) => name));
  const surplus = there.columns.filter(({ name }) => !planned.has(name));
  const wider = table.columns.flatMap(({ name, type }) => {
    const actual = shapes.get(name)?.type;
    return actual !== undefined && isWider(actual, type) ? [{ name, type: actual }] : [];
  });
  const optional = table.columns
    .filter(({ name, nullable }) => !nullable && shapes.get(name)?.nullable === true)
    .map(({ name }) => name);
  const columns = table.columns.map((column) => ({
    ...column,
    type: (wider.find(({ name }) => name === column.name)?.type ?? column.type) as PostgresType,
    nullable: column.nullable || optional.includes(column.name),
  }));
  const whole = wider
    .map(({ name }) => ({
      name: checkName(table.name, name, 'whole'),
      expression: `${quoteIdentifier(name)} = trunc(${quoteIdentifier(name)})`,
    }))
    .filter(({ name }) => there.checks.some((check) => check.name === name));
  return {
    table: {
      ...table,
      columns: [...columns, ...surplus.map(surplusColumn)],
      checks: [...table.checks, ...whole],
    },
    surplus: new Set(surplus.map(({ name }) => name)),
    optional,
    wider,
  };
}

/** Nobody writes it any more, so it may be NULL. Its text stays. */
function surplusColumn({ name, type, comment }: ColumnShape): Column {
  return {
    name,
    type: type as PostgresType,
    nullable: true,
    source: { kind: 'platform' },
    ...(comment === null ? {} : { comment }),
  };
}

function fittedView(
  view: View,
  key: readonly string[],
  fitted: FittedTable | undefined,
  there: ViewShape | undefined,
): View {
  if (fitted === undefined) return view;
  const columnOf = (name: string) => fitted.table.columns.find((column) => column.name === name);
  const fromRegister =
    view.definition.kind === 'samples-with-register' ? view.definition.fromRegister : [];
  const columns = view.columns.map((column): ViewColumn => {
    const base = fromRegister.includes(column.name) ? undefined : columnOf(column.column);
    return base === undefined ? column : { ...column, type: base.type };
  });
  const surplus = (there?.columns ?? []).flatMap(({ name, comment }): readonly ViewColumn[] => {
    const base = columnOf(name);
    if (base === undefined || view.columns.some((column) => column.name === name)) return [];
    const text = comment === null ? {} : { comment };
    return [{ name, column: name, type: base.type, nullable: true, ...text }];
  });
  return {
    ...view,
    definition: fittedDefinition(view, fitted, key),
    columns: [...columns, ...surplus],
  };
}

/**
 * The view's definition over a table whose columns may be NULL for the sake of a major that is gone:
 * its rows sort as the oldest, and those without a key are none of this major.
 */
function fittedDefinition(
  { definition }: View,
  { table, optional }: FittedTable,
  key: readonly string[],
): View['definition'] {
  if (optional.length === 0) return definition;
  const gaps = new Set(optional);
  if (definition.kind === 'children-of-newest') {
    return { ...definition, key: definition.key.filter(({ child }) => !gaps.has(child)) };
  }
  if (definition.kind !== 'newest' && definition.kind !== 'all') return definition;
  const { present: before = [], ...rest } = definition;
  const present = [...before, ...key.filter((name) => gaps.has(name) && !before.includes(name))];
  const more = present.length === 0 ? {} : { present };
  if (rest.kind === 'all') return { ...rest, ...more };
  const { nullableOrder: _, ...newest } = rest;
  const nullable = new Set(
    table.columns.filter((column) => column.nullable).map(({ name }) => name),
  );
  const nullableOrder = rest.order.filter((name) => nullable.has(name));
  return { ...newest, ...(nullableOrder.length === 0 ? {} : { nullableOrder }), ...more };
}

/** The key of the newest records of a view's major, where its dataset has one. */
function keyOf(view: View, { datasets }: Plan): readonly string[] {
  const dataset = datasets.find(({ views }) => views.includes(view));
  const [root] = dataset?.views.filter(({ major }) => major === view.major) ?? [];
  return dataset?.kind === 'event' && root?.definition.kind === 'newest' ? root.definition.key : [];
}
