import { ownSchema } from '../generate/sql/schema-names.ts';
import { createIndex, dropNotNull } from '../generate/sql/table-sql.ts';
import type { Check, Index, Table } from '../plan/plan.ts';
import { qualifiedName, quoteIdentifier, quoteLiteral } from '../plan/sql-text.ts';
import type { MigrationStatement } from './migration.ts';
import { statement } from './step-parts.ts';

/** Statements on tables in use. Each can run again; none reads a table under a lock that stops readers. */

export function tableSql(table: Pick<Table, 'store' | 'name'>): string {
  return qualifiedName(ownSchema(table.store), table.name);
}

/** Built without stopping anybody; in place of one that a killed build left invalid. */
export function buildIndex(table: Table, index: Index): MigrationStatement {
  const sql = createIndex(table, index, ownSchema).replace('INDEX IF', 'INDEX CONCURRENTLY IF');
  return statement(sql, 'SHARE UPDATE EXCLUSIVE', {
    outsideTransaction: true,
    index: qualifiedName(ownSchema(table.store), index.name),
  });
}

export function removeIndex(table: Table, name: string): MigrationStatement {
  const index = qualifiedName(ownSchema(table.store), name);
  return statement(`DROP INDEX CONCURRENTLY IF EXISTS ${index};`, 'SHARE UPDATE EXCLUSIVE', {
    outsideTransaction: true,
  });
}

export function renameIndex(table: Table, from: string, to: string): MigrationStatement {
  const index = qualifiedName(ownSchema(table.store), from);
  return statement(
    `ALTER INDEX IF EXISTS ${index} RENAME TO ${quoteIdentifier(to)};`,
    'SHARE UPDATE EXCLUSIVE',
  );
}

/** In place of a check of that name, for rows to come. */
export function putCheck(table: Table, check: Check): MigrationStatement {
  const name = quoteIdentifier(check.name);
  return statement(
    `ALTER TABLE ${tableSql(table)} DROP CONSTRAINT IF EXISTS ${name}, ADD CONSTRAINT ${name} CHECK (${check.expression}) NOT VALID;`,
    'ACCESS EXCLUSIVE',
  );
}

export function removeCheck(table: Table, name: string): MigrationStatement {
  return statement(
    `ALTER TABLE ${tableSql(table)} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(name)};`,
    'ACCESS EXCLUSIVE',
  );
}

/** Reads the table while it is read and written. */
export function proveCheck(table: Table, name: string): MigrationStatement {
  return statement(
    `ALTER TABLE ${tableSql(table)} VALIDATE CONSTRAINT ${quoteIdentifier(name)};`,
    'SHARE UPDATE EXCLUSIVE',
    { scans: true },
  );
}

/** The same where rows that are there may break the check: it then stays one for rows to come. */
export function proveCheckIfHeld(table: Table, name: string): MigrationStatement {
  const { sql } = proveCheck(table, name);
  return statement(
    block(['BEGIN', `  ${sql}`, 'EXCEPTION WHEN check_violation THEN NULL;', 'END']),
    'SHARE UPDATE EXCLUSIVE',
    { scans: true },
  );
}

export function allowNull(table: Table, column: string): MigrationStatement {
  return statement(dropNotNull(table, column, ownSchema), 'ACCESS EXCLUSIVE', {
    accepted: [
      {
        rule: 'ban-drop-not-null',
        reason: 'a plan writes rows without it, and the contracts say so to whoever reads it',
      },
    ],
  });
}

/** Not read where a valid check says so already. */
export function requireValue(table: Table, column: string): MigrationStatement {
  return statement(
    `ALTER TABLE ${tableSql(table)} ALTER COLUMN ${quoteIdentifier(column)} SET NOT NULL;`,
    'ACCESS EXCLUSIVE',
    {
      accepted: [
        {
          rule: 'adding-not-nullable-field',
          reason: 'a valid CHECK says that no row lacks it, so the table is not read',
        },
      ],
    },
  );
}

export function renameColumn(table: Table, from: string, to: string): MigrationStatement {
  return statement(
    `ALTER TABLE ${tableSql(table)} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)};`,
    'ACCESS EXCLUSIVE',
    {
      accepted: [
        {
          rule: 'renaming-column',
          reason: 'the views are made anew in this transaction, and consumers read views only',
        },
      ],
    },
  );
}

export function renameCheck(table: Table, from: string, to: string): MigrationStatement {
  return statement(
    `ALTER TABLE ${tableSql(table)} RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)};`,
    'ACCESS EXCLUSIVE',
  );
}

export function removeColumn(table: Table, column: string, reason: string): MigrationStatement {
  return statement(
    `ALTER TABLE ${tableSql(table)} DROP COLUMN IF EXISTS ${quoteIdentifier(column)} RESTRICT;`,
    'ACCESS EXCLUSIVE',
    { accepted: [{ rule: 'ban-drop-column', reason }] },
  );
}

export function removeTable(table: Table, reason: string): MigrationStatement {
  return statement(`DROP TABLE IF EXISTS ${tableSql(table)} RESTRICT;`, 'ACCESS EXCLUSIVE', {
    accepted: [{ rule: 'ban-drop-table', reason }],
  });
}

/** An anonymous block; its body is quoted as a text, since a name could hold a dollar tag. */
export function block(lines: readonly string[]): string {
  return `DO ${quoteLiteral(lines.join('\n'))};`;
}
