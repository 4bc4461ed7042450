import { primaryKeyName } from '../../plan/names.ts';
import type { Check, Column, ColumnDefault, Index, StoreName, Table } from '../../plan/plan.ts';
import { identifierList, qualifiedName, quoteIdentifier } from '../../plan/sql-text.ts';
import { createDefaultPartition, partitionClause } from './partition-sql.ts';
import type { SchemaOf } from './schema-names.ts';

/** How a partitioned table is made: by PostgreSQL itself, or plain for create_hypertable. */
export type Partitioning = 'native' | 'hypertable';

/** The table, its default partition and its indexes; each statement can run again. */
export function createTable(
  table: Table,
  schemaOf: SchemaOf,
  partitioning: Partitioning = 'native',
): readonly string[] {
  const name = qualifiedName(schemaOf(table.store), table.name);
  const native = partitioning === 'native' ? table.partition : undefined;
  const body = [
    ...table.columns.map(columnDefinition),
    ...primaryKey(table),
    ...table.checks.map(checkDefinition),
  ];
  const create = [
    `CREATE TABLE IF NOT EXISTS ${name} (`,
    body.map((line) => `  ${line}`).join(',\n'),
    `)${native === undefined ? '' : ` ${partitionClause(native.column)}`};`,
  ].join('\n');
  return [
    create,
    ...(native === undefined ? [] : [createDefaultPartition(table, schemaOf)]),
    ...table.indexes.map((index) => createIndex(table, index, schemaOf)),
  ];
}

/** `"heat_id" text NOT NULL`. */
function columnDefinition(column: Column): string {
  const value = column.default === undefined ? '' : ` ${DEFAULTS[column.default]}`;
  return `${quoteIdentifier(column.name)} ${column.type}${value}${column.nullable ? '' : ' NOT NULL'}`;
}

const DEFAULTS: Readonly<Record<ColumnDefault, string>> = {
  identity: 'GENERATED ALWAYS AS IDENTITY',
  clock: 'DEFAULT clock_timestamp()',
  transaction: 'DEFAULT pg_current_xact_id()',
  zero: 'DEFAULT 0',
  false: 'DEFAULT false',
  'empty-object': "DEFAULT '{}'",
};

function primaryKey(table: Table): readonly string[] {
  if (table.primaryKey.length === 0) return [];
  const name = quoteIdentifier(primaryKeyName(table.name));
  return [`CONSTRAINT ${name} PRIMARY KEY (${identifierList(table.primaryKey)})`];
}

function checkDefinition(check: Check): string {
  return `CONSTRAINT ${quoteIdentifier(check.name)} CHECK (${check.expression})`;
}

export function createIndex(table: Table, index: Index, schemaOf: SchemaOf): string {
  const unique = index.unique === true ? 'UNIQUE ' : '';
  const using = index.using === undefined ? '' : `USING ${index.using} `;
  const where = index.where === undefined ? '' : ` WHERE ${index.where}`;
  return (
    `CREATE ${unique}INDEX IF NOT EXISTS ${quoteIdentifier(index.name)} ` +
    `ON ${qualifiedName(schemaOf(table.store), table.name)} ${using}(${index.elements.join(', ')})${where};`
  );
}

/** With its partitions and indexes; refused by PostgreSQL where anything else depends on it. */
export function dropTable(store: StoreName, name: string, schemaOf: SchemaOf): string {
  return `DROP TABLE ${qualifiedName(schemaOf(store), name)} RESTRICT;`;
}

export function dropIndex({ store }: Table, name: string, schemaOf: SchemaOf): string {
  return `DROP INDEX ${qualifiedName(schemaOf(store), name)};`;
}

export function dropCheck(table: Table, name: string, schemaOf: SchemaOf): string {
  return `ALTER TABLE ${qualifiedName(schemaOf(table.store), table.name)} DROP CONSTRAINT ${quoteIdentifier(name)};`;
}

/** Judges rows to come; those that are there only with `validateCheck`. */
export function addCheck(table: Table, check: Check, schemaOf: SchemaOf): string {
  return `ALTER TABLE ${qualifiedName(schemaOf(table.store), table.name)} ADD ${checkDefinition(check)} NOT VALID;`;
}

export function validateCheck(table: Table, name: string, schemaOf: SchemaOf): string {
  return `ALTER TABLE ${qualifiedName(schemaOf(table.store), table.name)} VALIDATE CONSTRAINT ${quoteIdentifier(name)};`;
}

/** Lets a column be NULL: no row is read or written. */
export function dropNotNull(table: Table, column: string, schemaOf: SchemaOf): string {
  const name = qualifiedName(schemaOf(table.store), table.name);
  return `ALTER TABLE ${name} ALTER COLUMN ${quoteIdentifier(column)} DROP NOT NULL;`;
}

/** Adds a column as nullable or with its default: no rewrite that reads the table. */
export function addColumn(
  table: Table,
  column: Column,
  checks: readonly Check[],
  schemaOf: SchemaOf,
): string {
  const additions = [
    `ADD COLUMN IF NOT EXISTS ${columnDefinition(column)}`,
    ...checks.map((check) => `ADD ${checkDefinition(check)}`),
  ];
  return `ALTER TABLE ${qualifiedName(schemaOf(table.store), table.name)} ${additions.join(', ')};`;
}
