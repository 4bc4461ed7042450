import type { Row, Store } from '../../connectors/connector.ts';

export interface CatalogColumn {
  readonly name: string;
  /** As PostgreSQL writes it: `numeric(12,3)`, `character varying(40)`, `text[]`. */
  readonly type: string;
  /** Of the base type of a domain, of the items of an array: `int4`. */
  readonly baseType: string;
  readonly isArray: boolean;
  readonly notNull: boolean;
  readonly comment: string | undefined;
  readonly defaultText: string | undefined;
  readonly generated: boolean;
  /** Of an enum, in their order. */
  readonly labels: readonly string[];
}

export interface CatalogConstraint {
  readonly name: string;
  readonly kind: 'primary' | 'unique' | 'foreign' | 'check' | 'exclude';
  readonly columns: readonly string[];
  /** As PostgreSQL writes it. */
  readonly text: string;
  /** `melt.heat(heat_id)`, of a foreign key. */
  readonly target: string | undefined;
}

export interface CatalogTable {
  readonly comment: string | undefined;
  readonly kind: 'table' | 'view' | 'materialized view' | 'foreign table';
  readonly columns: readonly CatalogColumn[];
  readonly constraints: readonly CatalogConstraint[];
}

const kinds: Readonly<Record<string, CatalogTable['kind']>> = {
  r: 'table',
  p: 'table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
};

/** What the server's catalog says of a table; undefined where there is none of that name. */
export async function readCatalog(
  store: Store,
  schema: string,
  table: string,
): Promise<CatalogTable | undefined> {
  const [relation] = await store.query({
    text: `SELECT c.oid::text AS oid, c.relkind::text AS kind, obj_description(c.oid, 'pg_class') AS comment
      FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = $2`,
    values: [schema, table],
  });
  const kind = kinds[String(relation?.kind)];
  if (relation === undefined || kind === undefined) return undefined;
  const columns = await store.query({ text: columnsText, values: [relation.oid] });
  const constraints = await store.query({ text: constraintsText, values: [relation.oid] });
  return {
    comment: textOf(relation, 'comment'),
    kind,
    columns: columns.map(columnOf),
    constraints: constraints.flatMap(constraintOf),
  };
}

const columnsText = `
  SELECT a.attname::text AS name,
    format_type(a.atttypid, a.atttypmod) AS type,
    b.typname::text AS base_type,
    e.oid IS NOT NULL AS is_array,
    a.attnotnull AS not_null,
    col_description(a.attrelid, a.attnum) AS comment,
    pg_get_expr(d.adbin, d.adrelid) AS default_text,
    a.attgenerated <> '' OR a.attidentity <> '' AS generated,
    coalesce((SELECT json_agg(l.enumlabel ORDER BY l.enumsortorder) FROM pg_enum AS l
      WHERE l.enumtypid = b.oid), '[]')::text AS labels
  FROM pg_attribute AS a
  JOIN pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_type AS e ON e.oid = t.typelem AND t.typcategory = 'A'
  JOIN pg_type AS s ON s.oid = coalesce(e.oid, t.oid)
  JOIN pg_type AS b ON b.oid = coalesce(nullif(s.typbasetype, 0), s.oid)
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
  ORDER BY a.attnum`;

const constraintsText = `
  SELECT c.conname::text AS name, c.contype::text AS kind, pg_get_constraintdef(c.oid) AS text,
    coalesce((SELECT json_agg(a.attname ORDER BY k.at) FROM unnest(c.conkey) WITH ORDINALITY AS k (num, at)
      JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = k.num), '[]')::text AS columns,
    CASE WHEN c.contype = 'f' THEN c.confrelid::regclass::text || '(' ||
      (SELECT string_agg(a.attname, ', ' ORDER BY k.at) FROM unnest(c.confkey) WITH ORDINALITY AS k (num, at)
        JOIN pg_attribute AS a ON a.attrelid = c.confrelid AND a.attnum = k.num) || ')' END AS target
  FROM pg_constraint AS c WHERE c.conrelid = $1::oid ORDER BY c.conname`;

function columnOf(row: Row): CatalogColumn {
  return {
    name: String(row.name),
    type: String(row.type),
    baseType: String(row.base_type),
    isArray: row.is_array === true,
    notNull: row.not_null === true,
    comment: textOf(row, 'comment'),
    defaultText: textOf(row, 'default_text'),
    generated: row.generated === true,
    labels: listOf(row.labels),
  };
}

const constraintKinds: Readonly<Record<string, CatalogConstraint['kind']>> = {
  p: 'primary',
  u: 'unique',
  f: 'foreign',
  c: 'check',
  x: 'exclude',
};

function constraintOf(row: Row): readonly CatalogConstraint[] {
  const kind = constraintKinds[String(row.kind)];
  if (kind === undefined) return [];
  return [
    {
      name: String(row.name),
      kind,
      columns: listOf(row.columns),
      text: String(row.text),
      target: textOf(row, 'target'),
    },
  ];
}

function textOf(row: Row, name: string): string | undefined {
  const value = row[name];
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function listOf(value: unknown): readonly string[] {
  return typeof value === 'string' ? (JSON.parse(value) as readonly string[]) : [];
}
