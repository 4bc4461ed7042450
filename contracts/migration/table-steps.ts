import { commentTable } from '../generate/sql/comment-sql.ts';
import { createSchema } from '../generate/sql/generate-sql.ts';
import { fillTable, isReference } from '../generate/sql/reference-sql.ts';
import { ownSchema } from '../generate/sql/schema-names.ts';
import { createTable } from '../generate/sql/table-sql.ts';
import { type DatasetPlan, type Plan, STORE_NAMES, type Table } from '../plan/plan.ts';
import { quoteIdentifier } from '../plan/sql-text.ts';
import { tablesOf } from '../plan/store-objects.ts';
import { removeTable, tableSql } from './alter-sql.ts';
import { putMark, removeMark, tableMark } from './marks.ts';
import type { MigrationStatement, MigrationStep } from './migration.ts';
import { statement } from './step-parts.ts';
import { changedContracts, goneContracts, objectName } from './table-change.ts';
import { grantsOn } from './view-statements.ts';

/** Tables that only the new plan has. Partitions for the time to come are made by apply. */
export function newTableSteps(previous: Plan, current: Plan): readonly MigrationStep[] {
  return STORE_NAMES.flatMap((store) => {
    const there = new Set(tablesOf(previous, store).map(({ name }) => name));
    return tablesOf(current, store)
      .filter(({ name }) => !there.has(name))
      .flatMap((table) => {
        const owner = ownerOf(current, table);
        const before = previous.datasets.find(({ id }) => id === owner?.id);
        const contracts = changedContracts(before, owner);
        return [newTable(current, table, contracts), ...elementsOfArrays(before, table, contracts)];
      });
  });
}

/** Tables that only the plan before had, children before parents. */
export function retiredTableSteps(previous: Plan, current: Plan): readonly MigrationStep[] {
  return STORE_NAMES.flatMap((store) => {
    const there = new Set(tablesOf(current, store).map(({ name }) => name));
    return tablesOf(previous, store)
      .filter(({ name }) => !there.has(name))
      .toReversed()
      .map((table): MigrationStep => {
        const owner = ownerOf(previous, table);
        const after = current.datasets.find(({ id }) => id === owner?.id);
        return {
          id: `retire/${objectName(table)}/drop-table`,
          phase: 'retire',
          store,
          object: objectName(table),
          title: `drops the table ${objectName(table)} with all its rows${store === 'raw' ? ', the messages as they were received' : ''}`,
          statements: [
            removeTable(table, 'no contract has it, and it was named to go'),
            removeMark(tableMark(table)),
          ],
          after: [
            `the retention of ${owner?.id ?? objectName(table)}`,
            'no process of the plan before writes it',
          ],
          contracts: goneContracts(owner, after),
        };
      });
  });
}

function newTable(plan: Plan, table: Table, contracts: readonly string[]): MigrationStep {
  const [create, ...rest] = createTable(table, ownSchema);
  return {
    id: `expand/${objectName(table)}/table`,
    phase: 'expand',
    store: table.store,
    object: objectName(table),
    title: `creates the table ${objectName(table)} with ${table.columns.length} columns`,
    statements: [
      createSchema(table.store, ownSchema),
      ...(create === undefined ? [] : [create]),
      ...rest,
      ...commentTable(table, ownSchema),
      ...(isReference(table) ? fillTable(table, ownSchema).filter(isStatement) : []),
    ]
      // Of a table that nobody uses yet: no lock counts.
      .map((sql): MigrationStatement => statement(sql, 'none'))
      .concat(grantsOn(plan.grants, [table]), putMark(tableMark(table))),
    down: [
      removeTable(table, 'only the plan that is taken back has it'),
      removeMark(tableMark(table)),
    ],
    contracts,
  };
}

function isStatement(sql: string): boolean {
  return !sql.startsWith('--');
}

/**
 * An array that becomes rows: those of records that are there come from the array column, where each
 * element is one value. Records that the plan before writes meanwhile keep theirs in the column.
 */
function elementsOfArrays(
  before: DatasetPlan | undefined,
  table: Table,
  contracts: readonly string[],
): readonly MigrationStep[] {
  const [parent] = before?.tables ?? [];
  if (parent === undefined || table.rows.kind !== 'elements') return [];
  const [path, ...deeper] = table.rows.paths;
  const array = parent.columns.find(
    ({ source }) =>
      source.kind === 'value' && JSON.stringify(source.path) === JSON.stringify(path ?? []),
  );
  const values = table.columns.filter(
    ({ source }) => source.kind === 'value' && source.of === undefined,
  );
  const [value] = values;
  const isPlain =
    deeper.length === 0 && values.length === 1 && array?.type === `${value?.type ?? ''}[]`;
  if (array === undefined || value === undefined || !isPlain) return [];
  return [
    {
      id: `migrate/${objectName(table)}/elements`,
      phase: 'migrate',
      store: table.store,
      object: objectName(table),
      title: `fills ${objectName(table)} from the array ${objectName(parent)}.${array.name} in batches`,
      statements: [elementsOf(parent, array.name, table, value.name)],
      contracts,
    },
  ];
}

function elementsOf(parent: Table, array: string, table: Table, value: string): MigrationStatement {
  const selected = table.columns
    .filter(({ default: filled }) => filled === undefined)
    .flatMap((column): readonly (readonly [string, string])[] => {
      const name = quoteIdentifier(column.name);
      if (column.name === value) return [[name, 'e.value']];
      if (column.source.kind === 'provenance' && column.source.part === 'ordinal-1') {
        return [[name, 'e.position::integer']];
      }
      return parent.columns.some((one) => one.name === column.name) ? [[name, `p.${name}`]] : [];
    });
  return statement(
    [
      `INSERT INTO ${tableSql(table)} (${selected.map(([name]) => name).join(', ')})`,
      `SELECT ${selected.map(([, sql]) => sql).join(', ')}`,
      `FROM ${tableSql(parent)} p CROSS JOIN LATERAL unnest(p.${quoteIdentifier(array)}) WITH ORDINALITY AS e (value, position)`,
      `WHERE p.ctid >= $1::tid AND p.ctid < $2::tid`,
      `ON CONFLICT (${table.primaryKey.map(quoteIdentifier).join(', ')}) DO NOTHING;`,
    ].join('\n'),
    'ROW EXCLUSIVE',
    { repeat: { rows: 2_000, table: tableSql(parent) } },
  );
}

function ownerOf(plan: Plan, table: Table): DatasetPlan | undefined {
  return plan.datasets.find(
    (dataset) =>
      dataset.tables.some(({ store, name }) => store === table.store && name === table.name) ||
      (dataset.kind === 'event' &&
        table.store === 'raw' &&
        [dataset.raw.name, dataset.raw.ledger, dataset.raw.conflictLedger].includes(table.name)),
  );
}
