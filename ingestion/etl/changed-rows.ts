import type { Table, ViewDefinition } from '../../contracts/plan/plan.ts';
import { registerJoin, validAt } from '../../contracts/plan/register-join.ts';
import { qualifiedName, quoteIdentifier, quoteLiteral } from '../../contracts/plan/sql-text.ts';
import { windowCondition } from './read-window.ts';
import { growingTable, provenanceColumn, type SourceView } from './source-view.ts';

/**
 * Common table expressions over one window of one view, with its three window parameters numbered
 * from 1. `changed` holds the rows that can differ in the view, shaped like the view: new rows,
 * and for views of newest rows every revision of their keys, because the row that was shown before
 * counted elsewhere. `_origin` holds the new rows themselves, for naming the cause.
 */
export function changedRows(source: SourceView): string {
  const { view, table } = source;
  if (source.register !== undefined) return changedSamples(source, source.register);
  const columns = view.columns.map(
    ({ name, column }) => `b.${quoteIdentifier(column)} AS ${quoteIdentifier(name)}`,
  );
  return `changed AS (
  SELECT ${columns.join(', ')}
  FROM ${tableSql(table)} AS b
  WHERE ${changedCondition(source)}
)`;
}

/** True for rows `b` of the view's table that `changed` holds. */
function changedCondition(source: SourceView): string {
  const { view, table } = source;
  const { definition } = view;
  switch (definition.kind) {
    case 'all':
      return [
        windowCondition(`b.${transactionOf(table)}`, 1),
        ...(definition.present ?? []).map((name) => `b.${quoteIdentifier(name)} IS NOT NULL`),
        ...(definition.recordPresent === undefined
          ? []
          : [recordHas(source, definition.recordPresent)]),
      ].join(' AND ');
    case 'present':
    case 'good-samples':
      return windowCondition(`b.${transactionOf(table)}`, 1);
    case 'newest':
      return sharesKey('b', table, definition.key);
    case 'children-of-newest':
      return ofChangedRecords(source);
    case 'samples-with-register':
    case 'of-view':
    case 'genealogy':
      throw new Error(`${view.store}.${view.name} has no table of which changed rows are rows`);
  }
}

/**
 * New samples, and those in whose time a row of the register came or went. The second part reads no
 * sample while the register stays as it is: its inner side is empty.
 */
function changedSamples({ view, table }: SourceView, register: Table): string {
  const { definition } = view;
  const registered = definition.kind === 'samples-with-register' ? definition.fromRegister : [];
  const columns = view.columns.map(
    ({ name, column }) =>
      `${registered.includes(name) ? 'g' : 's'}.${quoteIdentifier(column)} AS ${quoteIdentifier(name)}`,
  );
  const isNew = windowCondition(`s.${transactionOf(table)}`, 1);
  const from = `SELECT ${columns.join(', ')}
  FROM ${tableSql(table)} AS s LEFT JOIN ${registerJoin(tableSql(register))}`;
  return `changed AS (
  ${from}
  WHERE ${isNew}
  UNION ALL
  ${from}
  WHERE NOT ${isNew} AND EXISTS (
    SELECT FROM ${tableSql(register)} AS w
    WHERE ${windowCondition(`w.${transactionOf(register)}`, 1)}
      AND w."tag" = s."tag" AND ${validAt('w', 's')})
)`;
}

function recordHas(
  { table }: SourceView,
  needed: { readonly table: string; readonly columns: readonly string[] },
): string {
  const same = (['event-id', 'record'] as const)
    .flatMap((part) => provenanceColumn(table, part) ?? [])
    .map((name) => `p.${quoteIdentifier(name)} = b.${quoteIdentifier(name)}`);
  const filled = needed.columns.map((name) => `p.${quoteIdentifier(name)} IS NOT NULL`);
  const records = qualifiedName(table.store, needed.table);
  return `EXISTS (SELECT FROM ${records} AS p WHERE ${[...same, ...filled].join(' AND ')})`;
}

/** True for elements of a record one of whose revisions is new. */
function ofChangedRecords(source: SourceView): string {
  const parent = growingTable(source);
  const id = (alias: string, table: Table) =>
    (['event-id', 'record'] as const)
      .flatMap((part) => provenanceColumn(table, part) ?? [])
      .map((name) => `${alias}.${quoteIdentifier(name)}`)
      .join(', ');
  return `(${id('b', source.table)}) IN (
    SELECT ${id('p', parent)} FROM ${tableSql(parent)} AS p
    WHERE ${sharesKey('p', parent, source.parentKey ?? [])})`;
}

/** True for rows of a table whose key is that of a new row. A row without a key has no other. */
function sharesKey(alias: string, growing: Table, key: readonly string[]): string {
  const ours = key.map((name) => `${alias}.${quoteIdentifier(name)}`);
  const keys = key.map((name) => `w.${quoteIdentifier(name)}`);
  return `(${ours.join(', ')}) IN (
    SELECT ${keys.join(', ')} FROM ${tableSql(growing)} AS w
    WHERE ${windowCondition(`w.${transactionOf(growing)}`, 1)})`;
}

/** A SELECT of the new rows `w` behind a view's change, for the window parameters from 1. */
export function originRows(source: SourceView, columns: readonly string[]): string {
  const table = growingTable(source);
  return `SELECT ${columns.join(', ')} FROM ${tableSql(table)} AS w
  WHERE ${windowCondition(`w.${transactionOf(table)}`, 1)}`;
}

/** SQL that is true when any of the tables has rows in the window. */
export function anyRowsSql(tables: readonly Table[]): string {
  const tests = [...new Set(tables)].map(
    (table) =>
      `EXISTS (SELECT 1 FROM ${tableSql(table)} AS w WHERE ${windowCondition(`w.${transactionOf(table)}`, 1)})`,
  );
  return `SELECT ${tests.join('\n  OR ')} AS changed`;
}

export function hiddenCondition(definition: ViewDefinition, alias: string): string {
  if (definition.kind !== 'newest' || definition.hidden === undefined) return 'false';
  const { hidden } = definition;
  const column = `${alias}.${quoteIdentifier(hidden.column)}`;
  return hidden.kind === 'true'
    ? `coalesce(${column}, false)`
    : `coalesce(${column}::text = ${quoteLiteral(hidden.value)}, false)`;
}

/** True when the key of a new row `w` has a row older than the window. */
export function revisedCondition(source: SourceView): string {
  const { definition } = source.view;
  if (definition.kind !== 'newest') return 'false';
  const same = definition.key
    .map((name) => `o.${quoteIdentifier(name)} = w.${quoteIdentifier(name)}`)
    .join(' AND ');
  const transaction = transactionOf(source.table);
  return `EXISTS (SELECT 1 FROM ${tableSql(source.table)} AS o WHERE ${same} AND NOT ${windowCondition(`o.${transaction}`, 1)})`;
}

export function tableSql(table: Table): string {
  return qualifiedName(table.store, table.name);
}

function transactionOf(table: Table): string {
  const column = provenanceColumn(table, 'transaction');
  if (column === undefined) {
    throw new Error(
      `table ${table.store}.${table.name} has no transaction column to read changes by`,
    );
  }
  return quoteIdentifier(column);
}
