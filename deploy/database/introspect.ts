import type { StoreSession } from '../../connectors/connector.ts';
import type {
  PrivilegeShape,
  StoreShape,
  TableShape,
  ViewShape,
} from '../../contracts/migration/store-shape.ts';
import { quoteIdentifier } from '../../contracts/plan/sql-text.ts';
import { MANAGED_ROLE } from './managed-role.ts';

/**
 * Reads a schema. Runs inside the caller's transaction and leaves its search_path at this schema:
 * PostgreSQL then prints names of the schema unqualified, so that shapes of two schemas compare.
 */
export async function introspect(session: StoreSession, schema: string): Promise<StoreShape> {
  await session.query({ text: `SET LOCAL search_path = ${quoteIdentifier(schema)}` });
  const [found] = await session.query({
    text: 'SELECT 1 FROM pg_namespace WHERE nspname = $1',
    values: [schema],
  });
  if (found === undefined) return { exists: false, tables: [], views: [], privileges: [] };
  const tables = await rowsOf<TableShape>(session, TABLES, schema);
  const views = await rowsOf<ViewShape>(session, VIEWS, schema);
  const privileges = await rowsOf<PrivilegeShape>(session, PRIVILEGES, schema);
  const hypertables = await hypertablesOf(session, schema);
  return {
    exists: true,
    tables: tables.map((table) =>
      hypertables.has(table.name) ? { ...table, partitioning: 'HYPERTABLE' } : table,
    ),
    views,
    privileges,
  };
}

/** Each query yields one JSON text per object: no driver's idea of types comes in between. */
async function rowsOf<T>(
  session: StoreSession,
  text: string,
  schema: string,
): Promise<readonly T[]> {
  const rows = await session.query<{ object: string }>({ text, values: [schema] });
  return rows.map((row) => JSON.parse(row.object) as T);
}

async function hypertablesOf(session: StoreSession, schema: string): Promise<ReadonlySet<string>> {
  const [extension] = await session.query({
    text: `SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'`,
  });
  if (extension === undefined) return new Set();
  const rows = await session.query<{ name: string }>({
    text: `SELECT hypertable_name::text AS name FROM timescaledb_information.hypertables
           WHERE hypertable_schema = $1`,
    values: [schema],
  });
  return new Set(rows.map((row) => row.name));
}

const TABLES = `
SELECT json_build_object(
  'name', c.relname,
  'comment', obj_description(c.oid, 'pg_class'),
  'columns', (
    SELECT coalesce(json_agg(json_build_object(
      'name', a.attname,
      'type', format_type(a.atttypid, a.atttypmod),
      'nullable', NOT a.attnotnull,
      'value', CASE WHEN a.attidentity <> '' THEN 'IDENTITY'
                    ELSE pg_get_expr(d.adbin, d.adrelid) END,
      'comment', col_description(c.oid, a.attnum)
    ) ORDER BY a.attnum), '[]')
    FROM pg_attribute a
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ),
  'primaryKey', (
    SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
    WHERE k.conrelid = c.oid AND k.contype = 'p'
  ),
  'checks', (
    SELECT coalesce(json_agg(json_build_object(
      'name', k.conname, 'definition', pg_get_constraintdef(k.oid)
    ) ORDER BY k.conname), '[]')
    FROM pg_constraint k
    WHERE k.conrelid = c.oid AND k.contype IN ('c', 'u', 'f', 'x')
  ),
  'indexes', (
    SELECT coalesce(json_agg(json_build_object(
      'name', x.relname,
      'definition', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END
        || CASE WHEN i.indisvalid THEN '' ELSE 'INVALID ' END
        || split_part(
             pg_get_indexdef(i.indexrelid),
             ' ON ' || CASE WHEN c.relkind = 'p' THEN 'ONLY ' ELSE '' END
               || quote_ident(n.nspname) || '.' || quote_ident(c.relname) || ' ', 2)
    ) ORDER BY x.relname), '[]')
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
    WHERE i.indrelid = c.oid
      AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
  ),
  'partitioning', CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END,
  'partitions', (
    SELECT coalesce(json_agg(p.relname ORDER BY p.relname), '[]')
    FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhrelid
    WHERE h.inhparent = c.oid AND p.relispartition
  )
)::text AS object
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition
ORDER BY c.relname COLLATE "C"`;

const VIEWS = `
SELECT json_build_object(
  'name', c.relname,
  'comment', obj_description(c.oid, 'pg_class'),
  'columns', (
    SELECT coalesce(json_agg(json_build_object(
      'name', a.attname,
      'type', format_type(a.atttypid, a.atttypmod),
      'comment', col_description(c.oid, a.attnum)
    ) ORDER BY a.attnum), '[]')
    FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  ),
  'definition', pg_get_viewdef(c.oid)
)::text AS object
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relkind = 'v'
ORDER BY c.relname COLLATE "C"`;

const PRIVILEGES = `
SELECT json_build_object(
  'role', r.rolname, 'privilege', a.privilege_type, 'object', o.name,
  'managed', r.oid <> o.owner AND ${MANAGED_ROLE}
)::text AS object
FROM (
  SELECT c.relname::text AS name, c.relacl AS acl, c.relowner AS owner
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  UNION ALL
  SELECT NULL, nspacl, nspowner FROM pg_namespace WHERE nspname = $1
) o
CROSS JOIN LATERAL aclexplode(o.acl) a
JOIN pg_roles r ON r.oid = a.grantee
WHERE starts_with(r.rolname::text, 'tundish_')
ORDER BY 1`;
