import type { Column, Table } from '../../contracts/plan/plan.ts';
import { identifierList, qualifiedName, quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { writtenColumns } from './map-record.ts';
import { elementType } from './value-text.ts';

/**
 * The INSERT of a batch into one table: one array parameter per column, so the statement is the
 * same for any number of rows. (The same batch as json_to_recordset costs our process twice the
 * CPU and the server a parse of every key.) Rows that are there already stay: that makes a repeated
 * batch harmless.
 */
export function insertSql(table: Table): string {
  const columns = writtenColumns(table);
  const names = identifierList(columns.map(({ name }) => name));
  const parameters = columns.map(({ type }, index) => `$${index + 1}::${elementType(type)}[]`);
  const values = columns.map(({ name, type }) =>
    type.endsWith('[]') ? `r.${quoteIdentifier(name)}::${type}` : `r.${quoteIdentifier(name)}`,
  );
  return `INSERT INTO ${qualifiedName(table.store, table.name)} (${names})
SELECT ${values.join(', ')}
FROM unnest(${parameters.join(', ')}) AS r (${names})
ON CONFLICT (${identifierList(table.primaryKey)}) DO NOTHING`;
}

/** Reads one column of a batch and nothing else: tells which one a store refuses. */
export function probeSql(column: Column): string {
  const cast = column.type.endsWith('[]') ? `::${column.type}` : '';
  return `SELECT count(r.value${cast}) AS rows FROM unnest($1::${elementType(column.type)}[]) AS r (value)`;
}

export function columnDefinition(column: Column): string {
  return `${quoteIdentifier(column.name)} ${column.type}`;
}
