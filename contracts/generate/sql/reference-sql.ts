import type { Column, Table } from '../../plan/plan.ts';
import {
  identifierList,
  lineComment,
  qualifiedName,
  quoteIdentifier,
  quoteLiteral,
  toStorableText,
} from '../../plan/sql-text.ts';
import type { SchemaOf } from './schema-names.ts';

/**
 * Statements that make the present rows of a reference table exactly the plan's. What is not present
 * any more is marked as gone in the same transaction that adds what takes its place; rows that are
 * as they should be are not touched, so that their `_tx` and `_committed_at` stay.
 */

/** More rows than this make a file that nobody reads. */
const MOST_ROWS_IN_A_FILE = 1_000;

export type ReferenceTable = Table & { readonly rows: { readonly kind: 'reference' } };

export function isReference(table: Table): table is ReferenceTable {
  return table.rows.kind === 'reference';
}

/** The rows as a statement to read; a remark alone where they are too many for that. */
export function fillTable(table: ReferenceTable, schemaOf: SchemaOf): readonly string[] {
  const { values } = table.rows;
  if (values.length > MOST_ROWS_IN_A_FILE) {
    return [
      lineComment(
        `${values.length} rows are not written here: tundish apply fills ${table.store}.${table.name}.`,
      ),
    ];
  }
  return [mergeRows(table, literalRows(table), schemaOf)];
}

/** The statement that fills the table; `$1` is the text of `rowsAsJson`. */
export function fillFromJson(table: ReferenceTable, schemaOf: SchemaOf): string {
  return mergeRows(table, jsonRows(table), schemaOf);
}

/**
 * Counts what filling would do, as text columns `added`, `gone` and `changed`: rows of a key that is
 * there with other content count as changed. `there` are the columns that the table has already;
 * without any of them all rows would be added. `$1` is the text of `rowsAsJson`.
 */
export function countChanges(
  table: ReferenceTable,
  there: ReadonlySet<string>,
  schemaOf: SchemaOf,
): string {
  const keys = identifierList(table.rows.key);
  const live = valueColumns(table).map(({ name, type }) =>
    there.has(name) ? quoteIdentifier(name) : `NULL::${type}`,
  );
  return [
    `WITH planned (${columnList(table)}) AS (`,
    `  ${jsonRows(table)}`,
    `), live (${columnList(table)}) AS (`,
    `  SELECT ${live.join(', ')} FROM ${tableName(table, schemaOf)} WHERE NOT "_gone"`,
    '), added AS (SELECT * FROM planned EXCEPT SELECT * FROM live',
    '), gone AS (SELECT * FROM live EXCEPT SELECT * FROM planned',
    `), changed AS (SELECT ${keys} FROM added INTERSECT SELECT ${keys} FROM gone)`,
    'SELECT ((SELECT count(*) FROM added) - (SELECT count(*) FROM changed))::text AS added,',
    '  ((SELECT count(*) FROM gone) - (SELECT count(*) FROM changed))::text AS gone,',
    '  (SELECT count(*) FROM changed)::text AS changed',
  ].join('\n');
}

/**
 * Units of a tag register that the plan would change at the times of samples of `samples` that are
 * there, as text columns `tag`, `actual` and `planned`: each period in which one row held before and
 * one (or none) will hold is compared on its own. Where no unit was written before, the plan may say
 * it. `$1` is the text of `rowsAsJson`.
 */
export function otherUnits(register: ReferenceTable, samples: Table, schemaOf: SchemaOf): string {
  const holds = (row: string) =>
    `coalesce(${row}."valid_from", '-infinity') <= e.since AND (${row}."valid_until" IS NULL OR ${row}."valid_until" > e.since)`;
  return [
    `WITH planned (${columnList(register)}) AS (`,
    `  ${jsonRows(register)}`,
    `), live AS (SELECT * FROM ${tableName(register, schemaOf)} WHERE NOT "_gone"`,
    '), edges AS (',
    ...['live', 'planned'].flatMap((rows, index) => [
      `  ${index === 0 ? '' : 'UNION '}SELECT "tag", coalesce("valid_from", '-infinity') AS since FROM ${rows}`,
      `  UNION SELECT "tag", "valid_until" FROM ${rows} WHERE "valid_until" IS NOT NULL`,
    ]),
    '), periods AS (',
    '  SELECT "tag", since, lead(since) OVER (PARTITION BY "tag" ORDER BY since) AS until FROM edges',
    ')',
    'SELECT DISTINCT e."tag", g."unit" AS actual, p."unit" AS planned',
    'FROM periods e',
    `JOIN live g ON g."tag" = e."tag" AND g."unit" IS NOT NULL AND ${holds('g')}`,
    `LEFT JOIN planned p ON p."tag" = e."tag" AND ${holds('p')}`,
    'WHERE p."unit" IS DISTINCT FROM g."unit"',
    `  AND EXISTS (SELECT FROM ${tableName(samples, schemaOf)} s WHERE s."tag" = e."tag"`,
    '    AND s."time" >= e.since AND (e.until IS NULL OR s."time" < e.until))',
    'ORDER BY 1, 2, 3',
  ].join('\n');
}

export function rowsAsJson(table: ReferenceTable): string {
  return JSON.stringify(table.rows.values.map((row) => row.map(storable)));
}

function mergeRows(table: ReferenceTable, planned: string, schemaOf: SchemaOf): string {
  const name = tableName(table, schemaOf);
  const columns = columnList(table);
  const same = table.rows.key.map(
    (column) => `t.${quoteIdentifier(column)} = o.${quoteIdentifier(column)}`,
  );
  return [
    `WITH planned (${columns}) AS (`,
    `  ${planned}`,
    '), live AS (',
    `  SELECT ${columns} FROM ${name} WHERE NOT "_gone"`,
    '), gone AS (',
    `  UPDATE ${name} t`,
    '  SET "_gone" = true, "_tx" = pg_current_xact_id(), "_committed_at" = clock_timestamp()',
    '  FROM (SELECT * FROM live EXCEPT SELECT * FROM planned) o',
    `  WHERE NOT t."_gone" AND ${same.join(' AND ')}`,
    ')',
    `INSERT INTO ${name} (${columns})`,
    `SELECT * FROM (SELECT * FROM planned EXCEPT SELECT * FROM live) n ORDER BY ${identifierList(table.rows.key)};`,
  ].join('\n');
}

function literalRows(table: ReferenceTable): string {
  const columns = valueColumns(table);
  const [first, ...rest] = table.rows.values;
  if (first === undefined) {
    return `SELECT ${columns.map(({ type }) => `NULL::${type}`).join(', ')} WHERE false`;
  }
  const literal = (value: string | null | undefined) =>
    value === null || value === undefined ? 'NULL' : quoteLiteral(toStorableText(value));
  // The types of the first row are those of all.
  const typed = columns.map(({ type }, index) => `${literal(first[index])}::${type}`);
  const rows = [
    typed.join(', '),
    ...rest.map((row) => columns.map((_, index) => literal(row[index])).join(', ')),
  ];
  return `VALUES\n${rows.map((row) => `    (${row})`).join(',\n')}`;
}

function jsonRows(table: ReferenceTable): string {
  const values = valueColumns(table).map(({ type }, index) => `(r->>${index})::${type}`);
  return `SELECT ${values.join(', ')} FROM json_array_elements($1::json) r`;
}

function valueColumns(table: Table): readonly Column[] {
  return table.columns.filter(({ source }) => source.kind !== 'provenance');
}

function columnList(table: Table): string {
  return identifierList(valueColumns(table).map(({ name }) => name));
}

function tableName(table: Table, schemaOf: SchemaOf): string {
  return qualifiedName(schemaOf(table.store), table.name);
}

function storable(value: string | null): string | null {
  return value === null ? null : toStorableText(value);
}
