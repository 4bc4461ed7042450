import { commentView } from '../generate/sql/comment-sql.ts';
import { grantStatements } from '../generate/sql/grant-sql.ts';
import { ownSchema } from '../generate/sql/schema-names.ts';
import { createView } from '../generate/sql/view-sql.ts';
import type { Grant, StoreName, View } from '../plan/plan.ts';
import { qualifiedName, quoteLiteral } from '../plan/sql-text.ts';
import { block } from './alter-sql.ts';
import type { DataTest, MigrationStatement } from './migration.ts';
import { statement } from './step-parts.ts';

export function viewSql(view: Pick<View, 'store' | 'name'>): string {
  return qualifiedName(ownSchema(view.store), view.name);
}

/** Consumers wait for the lock at most as long as it is waited for, so that must be short. */
const LOCK_MS = 800;

/**
 * All locks at once and in the order in which queries take them, within a time below the server's
 * deadlock_timeout (1 s): where a consumer and we wait for each other, we give way.
 */
export function lockAll(
  relations: readonly string[],
  tables: readonly string[],
): readonly MigrationStatement[] {
  // Writers first, in their order (the root before its elements), while nothing that they need is held.
  const writers = `LOCK TABLE ${tables.join(', ')} IN SHARE ROW EXCLUSIVE MODE;`;
  return [
    statement(`SET LOCAL statement_timeout = '${LOCK_MS}ms';`, 'none'),
    ...(tables.length === 0 ? [] : [statement(writers, 'SHARE ROW EXCLUSIVE')]),
    statement(`LOCK TABLE ${relations.join(', ')} IN ACCESS EXCLUSIVE MODE;`, 'ACCESS EXCLUSIVE'),
    statement(`SET LOCAL statement_timeout = '30s';`, 'none'),
  ];
}

export function createdView(view: View): readonly MigrationStatement[] {
  return [createView(view, ownSchema), ...commentView(view, ownSchema)].map((sql) =>
    statement(sql, 'ACCESS EXCLUSIVE'),
  );
}

export function droppedView(view: Pick<View, 'store' | 'name'>): MigrationStatement {
  return statement(`DROP VIEW IF EXISTS ${viewSql(view)} RESTRICT;`, 'ACCESS EXCLUSIVE');
}

export function grantsOn(
  grants: readonly Grant[],
  objects: readonly Pick<View, 'store' | 'name'>[],
): readonly MigrationStatement[] {
  const own = grants.filter(({ store, object }) =>
    objects.some((one) => one.store === store && one.name === object),
  );
  return grantStatements(own, ownSchema).map((sql) => statement(sql, 'none'));
}

/** Notes who may read the views, whoever granted it, for `restoreGrants` in the same transaction. */
export function saveGrants(store: StoreName, names: readonly string[]): MigrationStatement {
  const list = names.map(quoteLiteral).join(', ');
  const grant = `format('GRANT %s ON %I.%I TO %s%s', a.privilege_type, n.nspname, c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)`;
  const column = `format('GRANT %s (%I) ON %I.%I TO %s', a.privilege_type, k.attname, n.nspname, c.relname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)`;
  const of = `FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`;
  const where = `WHERE n.nspname = ${quoteLiteral(store)} AND c.relname IN (${list}) AND a.grantee <> c.relowner`;
  return statement(
    [
      `SELECT set_config('tundish.grants', coalesce(string_agg(g.sql, '; '), ''), true) FROM (`,
      `  SELECT ${grant} AS sql ${of} CROSS JOIN LATERAL aclexplode(c.relacl) a ${where}`,
      '  UNION ALL',
      `  SELECT ${column} ${of} JOIN pg_attribute k ON k.attrelid = c.oid CROSS JOIN LATERAL aclexplode(k.attacl) a ${where}`,
      ') g;',
    ].join('\n'),
    'none',
  );
}

export function restoreGrants(): MigrationStatement {
  return statement(block(['BEGIN', `  EXECUTE current_setting('tundish.grants');`, 'END']), 'none');
}

/** Views and other things of the plant's own that need one of the views. */
export function othersNeed(store: StoreName, names: readonly string[]): DataTest {
  const list = names.map(quoteLiteral).join(', ');
  return {
    sql: [
      `SELECT DISTINCT pg_describe_object('pg_class'::regclass, v.oid, 0) AS needed_by`,
      `FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace`,
      `JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid AND d.classid = 'pg_rewrite'::regclass`,
      `JOIN pg_rewrite w ON w.oid = d.objid JOIN pg_class v ON v.oid = w.ev_class`,
      `WHERE n.nspname = ${quoteLiteral(store)} AND c.relname IN (${list})`,
      `AND NOT (v.relnamespace = n.oid AND v.relname IN (${list}))`,
      'LIMIT 5',
    ].join('\n'),
    problem: `views of the plant's own need ${names.map((name) => `${store}.${name}`).join(', ')}, which are made anew: drop them before and make them again afterwards`,
  };
}
