import { columnName } from '../plan/names.ts';
import type { Column, DatasetPlan, Plan, Table } from '../plan/plan.ts';
import { viewTable } from '../plan/view-table.ts';

/** A column of a versioned view. */
export interface ViewColumnName {
  /** `curated.heat_v1`. */
  readonly view: string;
  readonly column: string;
}

/**
 * The columns that show a field: `chemistry.c` is `chemistry_c` of `curated.heat_v1` and of its
 * history, `samples.temperature` a column of the views of the samples. An object, or an array of
 * objects, is all columns below it.
 */
export function columnsOfField(
  plan: Plan,
  of: { readonly product: string; readonly dataset: string; readonly major?: number },
  field: string,
): readonly ViewColumnName[] {
  const found = plan.datasets.flatMap((dataset) => {
    if (dataset.product !== of.product || dataset.dataset !== of.dataset) return [];
    return dataset.tables.flatMap((table) => {
      const columns = new Set(fieldColumns(dataset, table, field));
      return dataset.views
        .filter(({ definition }) => viewTable(definition) === table.name)
        .filter(({ major }) => of.major === undefined || major === of.major)
        .flatMap((view) =>
          view.columns
            .filter(({ column }) => columns.has(column))
            .map(({ name }) => ({ view: `${view.store}.${view.name}`, column: name })),
        );
    });
  });
  return found;
}

function fieldColumns(dataset: DatasetPlan, table: Table, field: string): readonly string[] {
  const isBelow = (path: string) => path === field || path.startsWith(`${field}.`);
  const named = (matches: (column: Column) => boolean) =>
    table.columns.filter(matches).map(({ name }) => name);
  if (dataset.kind === 'event' || dataset.kind === 'sensor') {
    return named((column) => isBelow(pathOf(column, table) ?? ''));
  }
  // What a transform or a manifest gives has the field's name, and members of an object begin with it.
  const own = columnName(field.split('.'));
  const exact = named(({ name }) => name === own);
  return exact.length > 0 ? exact : named(({ name }) => name.startsWith(`${own}_`));
}

function pathOf({ source }: Column, { rows }: Table): string | undefined {
  if (source.kind !== 'value') return undefined;
  const above = rows.kind === 'elements' && source.of !== 'record' ? rows.paths.flat() : [];
  return [...above, ...source.path].join('.');
}
