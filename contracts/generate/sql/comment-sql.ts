import type { Table, View } from '../../plan/plan.ts';
import { commentLiteral, qualifiedName, quoteIdentifier } from '../../plan/sql-text.ts';
import type { SchemaOf } from './schema-names.ts';

/** COMMENTs of a table and its columns: what catalogs and psql show, with units. */
export function commentTable(table: Table, schemaOf: SchemaOf): readonly string[] {
  return comments('TABLE', schemaOf(table.store), table.name, table.comment, table.columns);
}

export function commentView(view: View, schemaOf: SchemaOf): readonly string[] {
  return comments('VIEW', schemaOf(view.store), view.name, view.comment, view.columns);
}

export function commentColumn(
  schema: string,
  relation: string,
  column: string,
  comment: string | undefined,
): string {
  const name = `${qualifiedName(schema, relation)}.${quoteIdentifier(column)}`;
  return `COMMENT ON COLUMN ${name} IS ${comment === undefined ? 'NULL' : commentLiteral(comment)};`;
}

export function commentRelation(
  kind: 'TABLE' | 'VIEW',
  schema: string,
  relation: string,
  comment: string,
): string {
  return `COMMENT ON ${kind} ${qualifiedName(schema, relation)} IS ${commentLiteral(comment)};`;
}

function comments(
  kind: 'TABLE' | 'VIEW',
  schema: string,
  relation: string,
  comment: string,
  columns: readonly { readonly name: string; readonly comment?: string }[],
): readonly string[] {
  return [
    commentRelation(kind, schema, relation, comment),
    ...columns
      .filter((column) => column.comment !== undefined)
      .map((column) => commentColumn(schema, relation, column.name, column.comment)),
  ];
}
