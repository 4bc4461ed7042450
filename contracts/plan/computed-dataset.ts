import type { DatasetGroup, TransformMember } from './dataset-group.ts';
import { datasetTexts } from './event-dataset.ts';
import { mergeMajors } from './merge-majors.ts';
import { checkName, datasetId, historyViewName, indexName, tableName, viewName } from './names.ts';
import type { Check, Column, ComputedDatasetPlan, Table, View } from './plan.ts';
import { COMMITTED_AT, provenance, TRANSACTION } from './provenance-columns.ts';
import { keyColumns, recordTables } from './record-tables.ts';
import { resultShape } from './row-shape.ts';
import { quoteIdentifier } from './sql-text.ts';
import { viewColumns } from './views.ts';

/** Newest revision first. The clock leads, as transaction numbers start anew after a restore. */
const REVISION_ORDER = ['_committed_at', '_tx'];

/**
 * Plans one major of a computed dataset: a table of all revisions of its rows. Majors have
 * transforms of their own, so from major 2 on each has a table and an id of its own.
 */
export function planComputedDataset(
  group: DatasetGroup,
  member: TransformMember,
): ComputedDatasetPlan {
  const { contract, dataset } = member;
  const { major, version } = contract;
  const { transform } = dataset.source;
  const own = major <= 1 ? '' : `_m${major}`;
  const table = revisionTable(tableName(group.product.id, `${group.name}${own}`), member);
  return {
    kind: 'computed',
    ...datasetTexts(group, member),
    id: datasetId(group.product.id, group.name) + (major <= 1 ? '' : `.v${major}`),
    change: dataset.change,
    key: table.key,
    major,
    version,
    contractPath: contract.path,
    transform,
    tables: [table.table],
    views: computedViews(table, major, tableName(group.product.id, group.name)),
  };
}

interface RevisionTable {
  readonly table: Table;
  readonly key: readonly string[];
  /** Columns that no present row leaves empty. */
  readonly required: ReadonlySet<string>;
}

function revisionTable(name: string, { contract, dataset }: TransformMember): RevisionTable {
  const row = mergeMajors([{ major: contract.major, shape: resultShape(dataset.fields) }], []);
  const { root } = recordTables([{ major: contract.major, dataset }], name, row);
  const key = keyColumns(dataset.key, root.columns).map((column) => column.name);
  const values = [...root.columns.values()];
  const required = values.filter((column) => !column.nullable).map((column) => column.name);
  const table: Table = {
    store: 'business',
    name,
    comment: dataset.description ?? `Rows of ${dataset.name}.`,
    columns: [
      ...values.map((column) => resultColumn(column, key)),
      COMMITTED_AT,
      TRANSACTION,
      { ...provenance('_cause', 'jsonb', 'cause', 'The change that led to it.'), nullable: true },
      {
        ...provenance('_gone', 'boolean', 'gone', 'The result has this key no more.'),
        default: 'false',
      },
    ],
    primaryKey: key.length === 0 ? [] : [...key, '_tx'],
    checks: [...root.table.checks, ...presenceChecks(name, required, key)],
    indexes: [
      ...(key.length === 0
        ? []
        : [
            {
              name: indexName(name, 'key'),
              elements: [
                ...key.map(quoteIdentifier),
                ...REVISION_ORDER.map((column) => `${quoteIdentifier(column)} DESC NULLS LAST`),
              ],
            },
          ]),
      { name: indexName(name, 'tx'), elements: ['"_tx"'] },
    ],
    rows: { kind: 'computed' },
  };
  return { table, key, required: new Set([...key, ...required]) };
}

/** A row that is gone may have nothing but its key, so other columns are nullable in the table. */
function resultColumn(column: Column, key: readonly string[]): Column {
  const inKey = key.includes(column.name);
  return {
    ...column,
    nullable: !inKey,
    source: { kind: 'result', column: column.name },
  };
}

function presenceChecks(
  table: string,
  required: readonly string[],
  key: readonly string[],
): readonly Check[] {
  return required
    .filter((column) => !key.includes(column))
    .map((column) => ({
      name: checkName(table, column, 'present'),
      expression: `"_gone" OR ${quoteIdentifier(column)} IS NOT NULL`,
    }));
}

function computedViews(
  { table, key, required }: RevisionTable,
  major: number,
  viewBase: string,
): readonly View[] {
  const history = viewColumns(table, major);
  const columns = history
    .filter((column) => column.name !== '_gone')
    .map((column) => (required.has(column.name) ? { ...column, nullable: false } : column));
  const store = 'business';
  return [
    {
      store,
      name: viewName(viewBase, major),
      major,
      comment: table.comment,
      definition: {
        kind: 'newest',
        table: table.name,
        key,
        order: REVISION_ORDER,
        hidden: { kind: 'true', column: '_gone' },
      },
      columns,
    },
    {
      store,
      name: historyViewName(viewBase, major),
      major,
      comment: `All revisions: ${table.comment}`,
      definition: { kind: 'all', table: table.name },
      columns: history,
    },
  ];
}
