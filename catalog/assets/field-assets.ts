import type { Dataset } from '../../contracts/model/dataset.ts';
import type { Field } from '../../contracts/model/field.ts';
import type { FieldType } from '../../contracts/model/field-type.ts';
import type { Column, DatasetPlan, Table } from '../../contracts/plan/plan.ts';
import { viewTable } from '../../contracts/plan/view-table.ts';
import { present } from './present.ts';
import type { FieldAsset, ViewAsset } from './shapes.ts';

type Columns = FieldAsset['columns'];

/**
 * The fields of one major at every depth, each with the columns in which consumers read it. Members
 * of objects, of elements and of a union's branches follow the field that holds them.
 */
export function fieldAssets(dataset: Dataset, major: number, plan: DatasetPlan): FieldAsset[] {
  const columns = columnsByPath(plan, major);
  const found: FieldAsset[] = [];
  const seen = new Set<string>();
  const visit = (fields: readonly Field[], prefix: string): void => {
    for (const field of fields) {
      const path = prefix + field.name;
      // Branches of a union share members: the first that declares one tells of it.
      if (!seen.has(path)) {
        seen.add(path);
        found.push(fieldAsset(field, { path, major, key: dataset.key.includes(path), columns }));
      }
      visit(fieldsBelow(field.type), `${path}.`);
    }
  };
  visit(dataset.fields, '');
  return found;
}

function fieldAsset(
  field: Field,
  place: {
    readonly path: string;
    readonly major: number;
    readonly key: boolean;
    readonly columns: ReadonlyMap<string, Columns>;
  },
): FieldAsset {
  const { type } = field;
  const numeric = type.kind === 'integer' || type.kind === 'number' ? type : undefined;
  const values = 'values' in type ? type.values?.map(String) : undefined;
  return present({
    path: place.path,
    major: place.major,
    type: typeText(type),
    unit: field.unit === undefined ? undefined : { ...field.unit },
    classification: field.classification,
    treatment: field.treatment,
    identifier: field.identifier,
    key: place.key,
    required: field.required,
    nullable: field.nullable,
    businessName: field.businessName,
    description: field.description,
    minimum: numeric?.minimum ?? numeric?.exclusiveMinimum,
    maximum: numeric?.maximum ?? numeric?.exclusiveMaximum,
    values,
    format: type.kind === 'string' ? type.format : undefined,
    columns: place.columns.get(place.path) ?? [],
  });
}

/** `array of object`, `timestamp`: the type in words. */
function typeText(type: FieldType): string {
  return type.kind === 'array' ? `array of ${typeText(type.items)}` : type.kind;
}

function fieldsBelow(type: FieldType): readonly Field[] {
  switch (type.kind) {
    case 'object':
      return type.fields;
    case 'array':
      return fieldsBelow(type.items);
    case 'union':
      return type.branches.flatMap((branch) => branch.fields);
    default:
      return [];
  }
}

/** Columns of the views of one major by the path of the field that they show. */
function columnsByPath(plan: DatasetPlan, major: number): ReadonlyMap<string, Columns> {
  const tables = new Map(plan.tables.map((table) => [table.name, table]));
  const found = new Map<string, Columns>();
  for (const view of plan.views) {
    if (view.major !== major) continue;
    const table = tables.get(viewTable(view.definition) ?? '');
    if (table === undefined) continue;
    const byName = new Map(table.columns.map((column) => [column.name, column]));
    for (const { name, column, type } of view.columns) {
      const source = byName.get(column);
      const path = source === undefined ? undefined : fieldPath(source, table);
      if (path === undefined) continue;
      const shown = { view: `${view.store}.${view.name}`, column: name, type };
      found.set(path, [...(found.get(path) ?? []), shown]);
    }
  }
  return found;
}

function fieldPath({ source }: Column, table: Table): string | undefined {
  if (source.kind === 'result') return source.column;
  if (source.kind !== 'value') return undefined;
  const above =
    table.rows.kind === 'elements' && source.of !== 'record' ? table.rows.paths.flat() : [];
  return [...above, ...source.path].join('.');
}

/** What belongs to the plant itself has no contract: its columns are its fields. */
export function columnFields(views: readonly ViewAsset[]): FieldAsset[] {
  const found = new Map<string, FieldAsset>();
  for (const view of views) {
    for (const column of view.columns) {
      if (column.name.startsWith('_')) continue;
      const shown = { view: view.name, column: column.name, type: column.type };
      const before = found.get(column.name);
      found.set(
        column.name,
        before === undefined
          ? present({
              path: column.name,
              major: view.major,
              type: column.type === 'timestamptz' ? 'timestamp' : column.type,
              key: false,
              required: !column.nullable,
              nullable: column.nullable,
              description: column.description,
              columns: [shown],
            })
          : { ...before, columns: [...before.columns, shown] },
      );
    }
  }
  return [...found.values()];
}
