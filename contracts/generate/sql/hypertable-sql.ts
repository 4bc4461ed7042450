import type { Table } from '../../plan/plan.ts';
import { qualifiedName, quoteLiteral } from '../../plan/sql-text.ts';
import type { SchemaOf } from './schema-names.ts';
import { createTable } from './table-sql.ts';

/**
 * The same table as a TimescaleDB hypertable, with functions of the extension's Apache-2.0 edition
 * only. An alternative to native partitions, chosen when the plan is applied.
 */
export function createHypertable(table: Table, schemaOf: SchemaOf): readonly string[] {
  if (table.partition === undefined) return createTable(table, schemaOf);
  const name = qualifiedName(schemaOf(table.store), table.name);
  const interval = table.partition.interval === 'day' ? '1 day' : '1 month';
  return [
    ...createTable(table, schemaOf, 'hypertable'),
    `SELECT create_hypertable(${quoteLiteral(name)}, ${quoteLiteral(table.partition.column)}, ` +
      `chunk_time_interval => INTERVAL '${interval}', create_default_indexes => false, ` +
      'if_not_exists => true);',
  ];
}
