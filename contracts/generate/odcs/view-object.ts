import type { Dataset } from '../../model/dataset.ts';
import type { QualityRule } from '../../model/quality-rule.ts';
import type { DatasetPlan, Table, View } from '../../plan/plan.ts';
import { viewTable } from '../../plan/view-table.ts';
import type { Json } from '../../source/json.ts';
import { columnProperty } from './column-property.ts';
import { qualityEntry } from './quality-entry.ts';

type Entry = { [name: string]: Json };

/** A view as an ODCS schema object: every column, its key, and the dataset's quality rules. */
export function viewObject(view: View, plan: DatasetPlan, dataset: Dataset): Entry {
  const table = plan.tables.find(({ name }) => name === viewTable(view.definition));
  const key = keyOf(view, table);
  const rules = isMainView(view, plan) ? dataset.quality : [];
  const byColumn = new Map<string, QualityRule[]>();
  const ofObject: Entry[] = [];
  for (const rule of rules) {
    const column = rule.field === undefined ? undefined : columnOf(rule.field, view, table);
    if (column !== undefined) byColumn.set(column, [...(byColumn.get(column) ?? []), rule]);
    else ofObject.push(unplaced(rule));
  }
  return {
    name: view.name,
    physicalName: `${view.store}.${view.name}`,
    logicalType: 'object',
    physicalType: 'view',
    description: view.comment,
    properties: view.columns.map((column) => {
      const quality = byColumn.get(column.name)?.map(qualityEntry);
      return {
        ...columnProperty(column, key.indexOf(column.name) + 1),
        ...(quality === undefined ? {} : { quality }),
      };
    }),
    ...(ofObject.length === 0 ? {} : { quality: ofObject }),
  };
}

/** The view that shows the dataset's records themselves: not its children, not its history. */
function isMainView(view: View, plan: DatasetPlan): boolean {
  const first = plan.views.find(({ major }) => major === view.major);
  return first === view;
}

/** The columns that tell rows apart, in order; of those, only what the view shows. */
function keyOf(view: View, table: Table | undefined): readonly string[] {
  const { definition } = view;
  const columns =
    definition.kind === 'newest' || definition.kind === 'present'
      ? definition.key
      : (table?.primaryKey ?? []);
  const foreign = definition.kind === 'samples-with-register' ? definition.fromRegister : [];
  const shown = new Map(
    view.columns
      .filter(({ name }) => !foreign.includes(name))
      .map(({ name, column }) => [column, name]),
  );
  const names = columns.map((column) => shown.get(column));
  // A key that is shown in part would promise what its rows do not keep.
  return names.every((name) => name !== undefined) ? names : [];
}

function columnOf(field: string, view: View, table: Table | undefined): string | undefined {
  const base = table?.columns.find(({ source }) =>
    source.kind === 'value'
      ? source.of === undefined && source.path.join('.') === field
      : source.kind === 'result' && source.column === field,
  );
  return view.columns.find(({ column }) => column === base?.name)?.name;
}

/** A rule for a field that is no column of its own still reads as text. */
function unplaced(rule: QualityRule): Entry {
  if (rule.field === undefined) return qualityEntry(rule);
  const about = rule.description ?? rule.name ?? rule.metric ?? 'A rule';
  return qualityEntry({ ...rule, kind: 'text', description: `${about} (${rule.field})` });
}
