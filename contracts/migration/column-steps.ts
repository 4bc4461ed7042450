import { commentColumn, commentRelation } from '../generate/sql/comment-sql.ts';
import { ownSchema } from '../generate/sql/schema-names.ts';
import { addColumn } from '../generate/sql/table-sql.ts';
import { checkName } from '../plan/names.ts';
import type { Column, Table } from '../plan/plan.ts';
import { identifierList, quoteIdentifier, quoteLiteral } from '../plan/sql-text.ts';
import {
  allowNull,
  block,
  proveCheck,
  proveCheckIfHeld,
  putCheck,
  removeCheck,
  removeColumn,
  requireValue,
  tableSql,
} from './alter-sql.ts';
import { columnMark, putMark, removeMark } from './marks.ts';
import type { DataTest, MigrationStatement, MigrationStep } from './migration.ts';
import { statement, stepName } from './step-parts.ts';
import { objectName, type TableChange } from './table-change.ts';

/** Columns that come, may be NULL from now on, may be NULL no more, or go. */
export function columnSteps(change: TableChange): readonly MigrationStep[] {
  const { current } = change;
  return [
    ...change.added.map((column) => addedColumn(change, column)),
    ...loosened(change).map((column) => optionalColumn(change, column)),
    ...tightened(change).map((column) => requiredColumn(change, column)),
    ...commentSteps(change),
    ...change.removed
      .filter(({ name }) => !current.primaryKey.includes(name))
      .map((column) => retiredColumn(change, column)),
  ];
}

/** A column as the table has it after the migration: one that comes is empty in rows that are there. */
export function columnAfter(change: TableChange, column: Column): Column {
  const before = change.previous.columns.find(({ name }) => name === column.name);
  const isTightened = tightened(change).includes(column);
  const nullable =
    before === undefined ? column.default === undefined : before.nullable && !isTightened;
  return { ...column, nullable: column.nullable || nullable };
}

/** NOT NULL before, and now not every record has it, or nobody writes it any more. */
function loosened(change: TableChange): readonly Column[] {
  const { previous, current, moved, stuck, adopted } = change;
  const touched = new Set([...moved, ...stuck, ...adopted].map(({ after }) => after.name));
  return previous.columns.filter((column) => {
    if (column.nullable || previous.primaryKey.includes(column.name)) return false;
    if (adopted.some(({ apart }) => apart === column)) return false;
    const after = current.columns.find(({ name }) => name === column.name);
    if (after === undefined) return column.default === undefined;
    return after.nullable && !touched.has(column.name);
  });
}

/** Where a major is gone its rows may lack the value, and they stay. */
function tightened({ previous, current, hasGoneMajor, moved }: TableChange): readonly Column[] {
  if (hasGoneMajor) return [];
  return current.columns.filter(
    (column) =>
      !column.nullable &&
      !moved.some(({ after }) => after.name === column.name) &&
      previous.columns.some(({ name, nullable }) => name === column.name && nullable),
  );
}

function addedColumn(change: TableChange, column: Column): MigrationStep {
  const { current, contracts, dataset } = change;
  const mark = columnMark(change, column.name);
  const empty = column.nullable || column.default !== undefined;
  // A default that differs from row to row would be written into each of them.
  const rewrites = column.default === 'clock' || column.default === 'identity';
  const filled =
    dataset.kind === 'computed'
      ? 'the business ETL computes it'
      : 'rows that are there have no value for it';
  return {
    id: `expand/${objectName(current)}/${stepName('add-column', column.name)}`,
    phase: 'expand',
    store: current.store,
    object: objectName(current),
    title: `adds the column ${column.name} (${column.type}) to ${objectName(current)}; ${filled}`,
    statements: [
      statement(
        addColumn(current, { ...column, nullable: empty ? column.nullable : true }, [], ownSchema),
        'ACCESS EXCLUSIVE',
        { rewrites },
      ),
      ...(column.comment === undefined ? [] : [commentOn(current, column)]),
      putMark(mark),
    ],
    down: [
      removeColumn(current, column.name, 'only the plan that is taken back has it; raw keeps it'),
      removeMark(mark),
    ],
    contracts,
  };
}

function optionalColumn({ previous, current, contracts }: TableChange, column: Column) {
  const isGone = !current.columns.some(({ name }) => name === column.name);
  const why = isGone ? 'nobody writes it any more' : 'not every record has it any more';
  return {
    id: `expand/${objectName(current)}/${stepName('optional', column.name)}`,
    phase: 'expand',
    store: current.store,
    object: objectName(current),
    title: `lets ${objectName(current)}.${column.name} be NULL, as ${why}`,
    statements: [allowNull(current, column.name)],
    down: requireWhereHeld(previous, column.name),
    contracts,
  } as const satisfies MigrationStep;
}

/** Rows that came meanwhile may lack it: then it stays optional, which the plan before takes. */
export function requireWhereHeld(table: Table, column: string): readonly MigrationStatement[] {
  const name = checkName(table.name, column, 'required');
  const [put, , require, drop] = requireSteps(table, column);
  if (put === undefined || require === undefined || drop === undefined) return [];
  const isProven = `EXISTS (SELECT FROM pg_constraint WHERE conrelid = ${quoteLiteral(tableSql(table))}::regclass AND conname = ${quoteLiteral(name)} AND convalidated)`;
  const whereProven = block([
    'BEGIN',
    `  IF ${isProven} THEN`,
    `    ${require.sql}`,
    '  END IF;',
    'END',
  ]);
  return [put, alone(proveCheckIfHeld(table, name)), { ...require, sql: whereProven }, drop];
}

function requireSteps(table: Table, column: string): readonly MigrationStatement[] {
  const name = checkName(table.name, column, 'required');
  const expression = `${quoteIdentifier(column)} IS NOT NULL`;
  return [
    alone(putCheck(table, { name, expression })),
    alone(proveCheck(table, name)),
    requireValue(table, column),
    removeCheck(table, name),
  ];
}

function requiredColumn({ current, contracts }: TableChange, column: Column): MigrationStep {
  return {
    id: `migrate/${objectName(current)}/${stepName('require', column.name)}`,
    phase: 'migrate',
    store: current.store,
    object: objectName(current),
    title: `lets ${objectName(current)}.${column.name} be NULL no more; records without it are quarantined from now on`,
    statements: requireSteps(current, column.name),
    test: emptyRows(current, column.name),
    down: [allowNull(current, column.name)],
    contracts,
  };
}

/** In a transaction of its own: a lock that stops readers must not be held while the table is read. */
export function alone(one: MigrationStatement): MigrationStatement {
  return { ...one, ownTransaction: true };
}

function emptyRows(table: Table, column: string): DataTest {
  return {
    sql: `SELECT ${identifierList(table.primaryKey)} FROM ${tableSql(table)} WHERE ${quoteIdentifier(column)} IS NULL LIMIT 5`,
    problem: `rows of ${objectName(table)} have no ${column}, which the contract requires now: let it be optional, or make the requirement a new major`,
  };
}

function commentSteps(change: TableChange): readonly MigrationStep[] {
  const { previous, current, contracts, added, moved, adopted } = change;
  const exchanged = [...moved, ...adopted].map(({ after }) => after);
  const fresh = new Set([...added, ...exchanged].map(({ name }) => name));
  const changed = current.columns.filter(
    (column) =>
      !fresh.has(column.name) &&
      previous.columns.find(({ name }) => name === column.name)?.comment !== column.comment,
  );
  const before = changed.flatMap(({ name }) =>
    previous.columns.filter((column) => column.name === name),
  );
  const isOther = previous.comment !== current.comment;
  if (changed.length === 0 && !isOther) return [];
  return [
    {
      id: `migrate/${objectName(current)}/describe`,
      phase: 'migrate',
      store: current.store,
      object: objectName(current),
      title: `describes ${objectName(current)} as the contract does now`,
      statements: [
        ...(isOther ? [commentOnTable(current)] : []),
        ...changed.map((column) => commentOn(current, column)),
      ],
      down: [
        ...(isOther ? [commentOnTable(previous)] : []),
        ...before.map((column) => commentOn(previous, column)),
      ],
      contracts,
    },
  ];
}

export function commentOn(table: Table, { name, comment }: Column): MigrationStatement {
  return statement(
    commentColumn(ownSchema(table.store), table.name, name, comment),
    'SHARE UPDATE EXCLUSIVE',
  );
}

function commentOnTable(table: Table): MigrationStatement {
  return statement(
    commentRelation('TABLE', ownSchema(table.store), table.name, table.comment),
    'SHARE UPDATE EXCLUSIVE',
  );
}

function retiredColumn(change: TableChange, column: Column): MigrationStep {
  const { current, retiring } = change;
  const object = `${objectName(current)}.${column.name}`;
  return {
    id: `retire/${objectName(current)}/${stepName('drop-column', column.name)}`,
    phase: 'retire',
    store: current.store,
    object,
    title: `drops the column ${object} and what is in it`,
    statements: [
      removeColumn(current, column.name, 'no view shows it any more'),
      removeMark(columnMark(change, column.name)),
    ],
    after: ['no process of the plan before writes it'],
    contracts: retiring,
  };
}
