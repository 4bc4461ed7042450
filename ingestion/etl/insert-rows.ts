import type { Column, Table } from '../../contracts/plan/plan.ts';
import { identifierList, qualifiedName, quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { writtenColumns } from './map-record.ts';

/**
 * The INSERT of a batch into one table: one JSON parameter, so the statement is the same for any
 * number of rows. Rows that are there already stay: that makes a repeated batch harmless.
 */
export function insertSql(table: Table): string {
  const columns = writtenColumns(table);
  return `INSERT INTO ${qualifiedName(table.store, table.name)} (${identifierList(columns.map(({ name }) => name))})
SELECT ${identifierList(columns.map(({ name }) => name))}
FROM json_to_recordset($1::json) AS r (${columns.map(columnDefinition).join(', ')})
ON CONFLICT (${identifierList(table.primaryKey)}) DO NOTHING`;
}

/** Reads one column of a batch and nothing else: tells which one a store refuses. */
export function probeSql(column: Column): string {
  return `SELECT count(${quoteIdentifier(column.name)}) AS rows
FROM json_to_recordset($1::json) AS r (${columnDefinition(column)})`;
}

export function columnDefinition(column: Column): string {
  return `${quoteIdentifier(column.name)} ${column.type}`;
}
