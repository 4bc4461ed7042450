import type { DatasetGroup, FilesMember } from './dataset-group.ts';
import { datasetTexts } from './event-dataset.ts';
import { mergeMajors } from './merge-majors.ts';
import { datasetId, tableName, viewName } from './names.ts';
import type { ReferenceDatasetPlan, Table } from './plan.ts';
import { recordTables } from './record-tables.ts';
import { referenceTable, referenceView } from './reference-table.ts';
import { resultShape } from './row-shape.ts';

/** The column that every manifest has and that tells its files apart. */
const PATH = 'path';

/**
 * Plans a set of files: a table of its manifest. Each major has a manifest of its own, so from major
 * 2 on each has a table of its own.
 */
export function planFileSet(
  group: DatasetGroup,
  members: readonly FilesMember[],
  newest: FilesMember,
): ReferenceDatasetPlan {
  const tables = members.map((member) => ({
    major: member.contract.major,
    ...manifestTable(group, member),
  }));
  return {
    kind: 'reference',
    of: 'files',
    ...datasetTexts(group, newest),
    id: datasetId(group.product.id, group.name),
    tables: tables.map(({ table }) => table),
    views: tables.map(({ table, major, required }) => {
      const view = referenceView(table, major);
      return {
        ...view,
        name: viewName(tableName(group.product.id, group.name), major),
        columns: view.columns.map((column) =>
          required.has(column.name) ? { ...column, nullable: false } : column,
        ),
      };
    }),
  };
}

interface Manifest {
  readonly table: Table;
  /** Columns that every file of the manifest fills. */
  readonly required: ReadonlySet<string>;
}

/**
 * Columns beside the path may be empty in the table: a file that is gone has no value for a column
 * that came later.
 */
function manifestTable(group: DatasetGroup, { contract, dataset }: FilesMember): Manifest {
  const own = contract.major <= 1 ? '' : `_m${contract.major}`;
  const name = tableName(group.product.id, `${group.name}${own}`);
  const shape = resultShape(dataset.fields);
  const row = mergeMajors([{ major: contract.major, shape }], []);
  const { table } = recordTables([{ major: contract.major, dataset }], name, row).root;
  const columns = table.columns.filter(({ source }) => source.kind === 'value');
  const positions = columns.map(({ source }) =>
    dataset.fields.findIndex(
      (field) =>
        source.kind === 'value' && source.path.length === 1 && field.name === source.path[0],
    ),
  );
  const key = columns.filter((column) => column.name === PATH && !column.nullable);
  const reference = {
    ...referenceTable({
      store: 'curated',
      name,
      comment: dataset.description ?? `Files of ${dataset.name}.`,
      columns: columns.map((column) => ({ ...column, nullable: !key.includes(column) })),
      key: key.map((column) => column.name),
      values: key.length === 0 ? [] : rowsOf(dataset.source.entries, positions),
    }),
    checks: table.checks,
  };
  const required = columns.filter(({ nullable }) => !nullable).map((column) => column.name);
  return { table: reference, required: new Set(required) };
}

function rowsOf(
  entries: FilesMember['dataset']['source']['entries'],
  positions: readonly number[],
): readonly (readonly (string | null)[])[] {
  return entries.map((entry) => positions.map((position) => entry[position] ?? null));
}
