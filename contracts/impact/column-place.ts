import type { Place } from '../finding.ts';
import type { Field } from '../model/field.ts';
import type { FieldType } from '../model/field-type.ts';
import type { Plant } from '../model/plant.ts';
import { columnName } from '../plan/names.ts';
import type { DatasetPlan, Plan, Table, View } from '../plan/plan.ts';
import { viewTable } from '../plan/view-table.ts';

/**
 * Where the contract says what a column of a view is: the field that it shows, else its dataset.
 * Undefined for views of the plant itself, and for columns that no view of that name has.
 */
export function columnPlace(
  { plant, plan }: { readonly plant: Plant; readonly plan: Plan },
  viewName: string,
  column: string,
): Place | undefined {
  for (const dataset of plan.datasets) {
    const view = dataset.views.find(({ store, name }) => `${store}.${name}` === viewName);
    if (view === undefined) continue;
    const own = plant.products
      .find(({ id }) => id === dataset.product)
      ?.contracts.filter(({ major }) => major === view.major)
      .flatMap((contract) => contract.datasets)
      .find(({ name }) => name === dataset.dataset);
    if (own === undefined) return undefined;
    const path = pathOf(dataset, view, column);
    return (path && fieldAt(own.fields, path)?.place) ?? own.place;
  }
  return undefined;
}

/** The path of the field that a view's column shows, from the record. */
function pathOf(dataset: DatasetPlan, view: View, column: string): readonly string[] | undefined {
  const shown = view.columns.find(({ name }) => name === column);
  const table = dataset.tables.find(({ name }) => name === viewTable(view.definition));
  const source = table?.columns.find(({ name }) => name === shown?.column)?.source;
  if (source?.kind === 'result') return [source.column];
  if (source?.kind !== 'value' || table === undefined) return undefined;
  return [...(source.of === 'record' ? [] : pathAbove(table)), ...source.path];
}

function pathAbove({ rows }: Table): readonly string[] {
  return rows.kind === 'elements' ? rows.paths.flat() : [];
}

function fieldAt(fields: readonly Field[], path: readonly string[]): Field | undefined {
  const [name, ...rest] = path;
  const field =
    fields.find((each) => each.name === name) ??
    fields.find((each) => columnName([each.name]) === name);
  if (field === undefined || rest.length === 0) return field;
  return fieldAt(fieldsBelow(field.type), rest) ?? field;
}

function fieldsBelow(type: FieldType): readonly Field[] {
  if (type.kind === 'object') return type.fields;
  if (type.kind === 'array') return fieldsBelow(type.items);
  return type.kind === 'union' ? type.branches.flatMap(({ fields }) => fields) : [];
}
