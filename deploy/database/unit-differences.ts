import type { StoreSession } from '../../connectors/connector.ts';
import type { StoreShape } from '../../contracts/migration/store-shape.ts';
import type { DatasetPlan, Plan, StoreName, Table } from '../../contracts/plan/plan.ts';
import { qualifiedName, toStorableText } from '../../contracts/plan/sql-text.ts';
import { viewTable } from '../../contracts/plan/view-table.ts';
import { type Difference, refusal } from './difference.ts';
import { unitOfComment } from './unit-of-comment.ts';

/** A column whose comment in the database ends with another unit than the planned one. */
interface OtherUnit {
  readonly column: string;
  readonly actual: string;
  readonly planned: string | undefined;
}

export interface UnitDifferences {
  readonly refusals: readonly Difference[];
  /** Columns of tables and views whose comments have to wait for the refusals. */
  readonly refusedColumns: ReadonlySet<string>;
}

/**
 * Units that a plan would change under rows that are there: a unit is part of the type, and tonnes
 * that are called kilogrammes are wrong without a trace. Raw messages count as rows, since they are
 * curated (again) by the contract of that day. Without any rows a unit may still change; where a
 * comment named none, the plan may say which it always was. `sessionOf` reaches the other stores.
 */
export async function unitDifferences(
  plan: Plan,
  store: StoreName,
  actual: StoreShape,
  sessionOf: (store: StoreName) => StoreSession,
): Promise<UnitDifferences> {
  const refusals: Difference[] = [];
  const refusedColumns = new Set<string>();
  for (const dataset of plan.datasets) {
    const changed = dataset.tables
      .filter((table) => table.store === store)
      .map((table) => ({ table, units: otherUnits(table, actual) }))
      .filter(({ units }) => units.length > 0);
    if (changed.length === 0 || !(await holdsRows(dataset, sessionOf))) continue;
    for (const { table, units } of changed) {
      for (const unit of units) {
        refusals.push(refused(table, unit));
        for (const name of columnsOver(dataset, table, unit.column)) refusedColumns.add(name);
      }
    }
  }
  return { refusals, refusedColumns };
}

function otherUnits(table: Table, actual: StoreShape): readonly OtherUnit[] {
  const there = actual.tables.find((one) => one.name === table.name);
  return table.columns.flatMap(({ name, comment, unit }) => {
    const known = unitOfComment(there?.columns.find((one) => one.name === name)?.comment);
    if (known === undefined || known === unitOfComment(toStorableText(comment ?? ''))) return [];
    return [{ column: name, actual: known, planned: unit }];
  });
}

async function holdsRows(
  dataset: DatasetPlan,
  sessionOf: (store: StoreName) => StoreSession,
): Promise<boolean> {
  const raw = dataset.kind === 'event' ? [dataset.raw] : [];
  for (const { store, name } of [...dataset.tables, ...raw]) {
    const table = qualifiedName(store, name);
    const session = sessionOf(store);
    const [found] = await session.query({
      text: 'SELECT 1 WHERE to_regclass($1) IS NOT NULL',
      values: [table],
    });
    if (found === undefined) continue;
    const rows = await session.query({ text: `SELECT 1 FROM ${table} LIMIT 1` });
    if (rows.length > 0) return true;
  }
  return false;
}

function refused(table: Table, { column, actual, planned }: OtherUnit): Difference {
  const other = planned === undefined ? 'no unit' : planned;
  const own =
    planned === undefined
      ? `Write ${actual} back into the contract.`
      : `Put ${actual} back, and give what is measured in ${planned} a field with a name of its own, in this major or in a new one.`;
  return refusal({
    store: table.store,
    kind: 'unit',
    object: `${table.store}.${table.name}.${column}`,
    actual,
    planned: other,
    next: `A unit is part of the type: rows that are there were written in ${actual} and nothing converts them. ${own}`,
  });
}

/** The column itself and the columns of views that show it. */
function columnsOver(dataset: DatasetPlan, table: Table, column: string): readonly string[] {
  const views = dataset.views.filter(
    (view) => view.store === table.store && viewTable(view.definition) === table.name,
  );
  return [
    `${table.store}.${table.name}.${column}`,
    ...views.flatMap((view) =>
      view.columns
        .filter((one) => one.column === column)
        .map((one) => `${view.store}.${view.name}.${one.name}`),
    ),
  ];
}
