import { ownSchema } from '../generate/sql/schema-names.ts';
import { checkName } from '../plan/names.ts';
import type { Table } from '../plan/plan.ts';
import { shortHash } from '../plan/short-hash.ts';
import { qualifiedName, quoteLiteral } from '../plan/sql-text.ts';
import type { Mark } from './guard.ts';
import type { MigrationStatement } from './migration.ts';
import { statement } from './step-parts.ts';
import type { TableChange } from './table-change.ts';

export function columnMark({ previous, current }: TableChange, column: string): Mark {
  return markOf(current, column, [previous.columns, current.columns]);
}

export function tableMark(table: Table): Mark {
  return markOf(table, 'table', table.columns);
}

function markOf(table: Table, subject: string, shape: unknown): Mark {
  return {
    routine: qualifiedName(ownSchema(table.store), checkName(table.name, subject, 'added')),
    body: `SELECT ${quoteLiteral(shortHash(JSON.stringify(shape)))}::text`,
  };
}

export function putMark({ routine, body }: Mark): MigrationStatement {
  return statement(
    `CREATE OR REPLACE FUNCTION ${routine}() RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS ${quoteLiteral(body)};`,
    'none',
  );
}

export function removeMark({ routine }: Mark): MigrationStatement {
  return statement(`DROP FUNCTION IF EXISTS ${routine}();`, 'none');
}
