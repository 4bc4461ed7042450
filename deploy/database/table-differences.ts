import { commentColumn, commentTable } from '../../contracts/generate/sql/comment-sql.ts';
import { createHypertable } from '../../contracts/generate/sql/hypertable-sql.ts';
import { createDefaultPartition } from '../../contracts/generate/sql/partition-sql.ts';
import { ownSchema } from '../../contracts/generate/sql/schema-names.ts';
import {
  addColumn,
  createIndex,
  createTable,
  dropIndex,
  dropNotNull,
} from '../../contracts/generate/sql/table-sql.ts';
import type { FittedTable } from '../../contracts/migration/fitted-store.ts';
import type {
  ColumnShape,
  NamedDefinition,
  TableShape,
} from '../../contracts/migration/store-shape.ts';
import { defaultPartitionName } from '../../contracts/plan/names.ts';
import type { Check, Column, Table } from '../../contracts/plan/plan.ts';
import { quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { addition, BY_MIGRATION, type Difference, refusal } from './difference.ts';
import type { ServerFacts } from './server-facts.ts';
import { tableCommentDifferences } from './table-comment-differences.ts';

const BY_HAND = 'What tells rows apart cannot change under them; nothing was changed.';

export function newTable(table: Table, server: ServerFacts): readonly Difference[] {
  const hyper = server.hasTimescale && table.rows.kind === 'sample';
  return [
    addition({
      store: table.store,
      kind: 'table',
      object: nameOf(table),
      planned: `${table.columns.length} columns`,
      message: `creates the table ${nameOf(table)}`,
      statements: [
        ...(hyper ? createHypertable(table, ownSchema) : createTable(table, ownSchema)),
        ...commentTable(table, ownSchema),
      ],
    }),
  ];
}

/**
 * How a table that is there differs from the plan, but for its checks. Column order does not count.
 * `addedChecks` gets the names of checks that come with new columns.
 */
export function tableDifferences(
  { table, surplus }: FittedTable,
  expected: TableShape,
  actual: TableShape,
  addedChecks: Set<string>,
): readonly Difference[] {
  const isNew = (column: string) => !actual.columns.some(({ name }) => name === column);
  const added = table.columns
    .filter((column) => isNew(column.name))
    .map((column) => {
      const checks = checksOfNewColumn(table, column, isNew).filter(
        (check) => !addedChecks.has(check.name),
      );
      for (const check of checks) addedChecks.add(check.name);
      return newColumn(table, column, checks);
    });
  return [
    ...added,
    ...changedColumns(table, surplus, expected, actual),
    ...primaryKeyDifference(table, expected, actual),
    ...partitioningDifferences(table, expected, actual),
    ...indexDifferences(table, expected, actual),
    ...tableCommentDifferences(table, actual),
  ];
}

function newColumn(table: Table, column: Column, checks: readonly Check[]): Difference {
  const object = `${nameOf(table)}.${column.name}`;
  if (!column.nullable && column.default === undefined) {
    return refusal({
      store: table.store,
      kind: 'column',
      object,
      actual: 'missing',
      planned: `${column.type} NOT NULL`,
      next: `Rows that are there have no value for it: make the member optional, or ${BY_MIGRATION}`,
    });
  }
  return addition({
    store: table.store,
    kind: 'column',
    object,
    planned: column.type,
    message: `adds the column ${object} (${column.type})`,
    statements: [
      addColumn(table, column, checks, ownSchema),
      ...(column.comment === undefined
        ? []
        : [commentColumn(table.store, table.name, column.name, column.comment)]),
    ],
  });
}

/** Checks over new columns only: no row that is there can break them. */
function checksOfNewColumn(
  table: Table,
  column: Column,
  isNew: (column: string) => boolean,
): readonly Check[] {
  return table.checks.filter((check) => {
    const used = table.columns.filter((one) => usesColumn(check, one.name));
    const last = used.at(-1);
    return last?.name === column.name && used.every((one) => isNew(one.name));
  });
}

export function usesColumn(check: Check, column: string): boolean {
  return check.expression.includes(quoteIdentifier(column));
}

function changedColumns(
  table: Table,
  surplus: ReadonlySet<string>,
  expected: TableShape,
  actual: TableShape,
): readonly Difference[] {
  return actual.columns.flatMap((there) => {
    if (surplus.has(there.name)) {
      // What nobody writes any more must not keep rows from being written.
      const filled = there.nullable || there.value !== null || inKey(there, actual);
      return filled ? [] : allowNull(table, there, 'no contract has it any more');
    }
    const wanted = expected.columns.find((column) => column.name === there.name);
    if (wanted !== undefined && columnText(wanted) === columnText(there)) return [];
    const optional = { ...there, nullable: true };
    if (wanted !== undefined && columnText(wanted) === columnText(optional)) {
      return allowNull(table, there, 'not every record has it any more');
    }
    return refusal({
      store: table.store,
      kind: 'column',
      object: `${nameOf(table)}.${there.name}`,
      actual: columnText(there),
      planned: wanted === undefined ? 'no such column' : columnText(wanted),
      next: BY_MIGRATION,
    });
  });
}

/** What was written stays as it is; a member that another major lacks has no value there. */
function allowNull(table: Table, there: ColumnShape, why: string): Difference {
  const object = `${nameOf(table)}.${there.name}`;
  return addition({
    effect: 'alters',
    store: table.store,
    kind: 'column',
    object,
    actual: columnText(there),
    planned: columnText({ ...there, nullable: true }),
    message: `lets ${object} be NULL, as ${why}`,
    statements: [dropNotNull(table, there.name, ownSchema)],
  });
}

function inKey({ name }: ColumnShape, { primaryKey }: TableShape): boolean {
  const columns = /^PRIMARY KEY \((.*)\)$/.exec(primaryKey ?? '')?.[1]?.split(', ') ?? [];
  return columns.includes(name) || columns.includes(quoteIdentifier(name));
}

function columnText(column: ColumnShape): string {
  const value = column.value === null ? '' : ` DEFAULT ${column.value}`;
  return `${column.type}${column.nullable ? '' : ' NOT NULL'}${value}`;
}

function primaryKeyDifference(
  table: Table,
  expected: TableShape,
  actual: TableShape,
): readonly Difference[] {
  if (expected.primaryKey === actual.primaryKey) return [];
  return [
    refusal({
      store: table.store,
      kind: 'primary-key',
      object: nameOf(table),
      actual: actual.primaryKey ?? 'missing',
      planned: expected.primaryKey ?? 'none',
      next: `${BY_HAND} Publish the dataset as a new major`,
    }),
  ];
}

function indexDifferences(
  table: Table,
  expected: TableShape,
  actual: TableShape,
): readonly Difference[] {
  return changedNames(expected.indexes, actual.indexes).flatMap(({ name, wanted, there }) => {
    // Indexes of others change no result: a plant may add what its queries need.
    if (wanted === undefined) return [];
    const index = table.indexes.find((one) => one.name === name);
    if (there === undefined && index !== undefined) {
      return addition({
        store: table.store,
        kind: 'index',
        object: `${nameOf(table)} index ${name}`,
        planned: wanted,
        message: `adds the index ${name} on ${nameOf(table)}`,
        statements: [createIndex(table, index, ownSchema)],
      });
    }
    if (index !== undefined && !`${wanted} ${there}`.includes('UNIQUE ')) {
      return addition({
        store: table.store,
        kind: 'index',
        effect: 'alters',
        object: `${nameOf(table)} index ${name}`,
        actual: there ?? 'missing',
        planned: wanted,
        message: `makes the index ${name} on ${nameOf(table)} anew, over other columns`,
        statements: [dropIndex(table, name, ownSchema), createIndex(table, index, ownSchema)],
      });
    }
    return refusal({
      store: table.store,
      kind: 'index',
      object: `${nameOf(table)} index ${name}`,
      actual: there ?? 'missing',
      planned: wanted,
      next: BY_MIGRATION,
    });
  });
}

function partitioningDifferences(
  table: Table,
  expected: TableShape,
  actual: TableShape,
): readonly Difference[] {
  if (actual.partitioning === 'HYPERTABLE' && table.rows.kind === 'sample') return [];
  if (expected.partitioning !== actual.partitioning) {
    return [
      refusal({
        store: table.store,
        kind: 'partitioning',
        object: nameOf(table),
        actual: actual.partitioning ?? 'none',
        planned: expected.partitioning ?? 'none',
        next: `${BY_HAND} Publish the dataset under another name`,
      }),
    ];
  }
  const name = defaultPartitionName(table.name);
  if (table.partition === undefined || actual.partitions.includes(name)) return [];
  return [
    addition({
      store: table.store,
      kind: 'partition',
      object: `${table.store}.${name}`,
      planned: 'the default partition',
      message: `adds the default partition of ${nameOf(table)}`,
      statements: [createDefaultPartition(table, ownSchema)],
    }),
  ];
}

/** Names whose definitions differ or that only one side has. */
export function changedNames(
  expected: readonly NamedDefinition[],
  actual: readonly NamedDefinition[],
): readonly {
  readonly name: string;
  readonly wanted: string | undefined;
  readonly there: string | undefined;
}[] {
  const names = new Set([...expected, ...actual].map((one) => one.name));
  return [...names].flatMap((name) => {
    const wanted = expected.find((one) => one.name === name)?.definition;
    const there = actual.find((one) => one.name === name)?.definition;
    return wanted === there ? [] : [{ name, wanted, there }];
  });
}

function nameOf(table: Table): string {
  return `${table.store}.${table.name}`;
}
