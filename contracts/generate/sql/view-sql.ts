import type { HiddenWhen, View } from '../../plan/plan.ts';
import { qualifiedName, quoteIdentifier, quoteLiteral } from '../../plan/sql-text.ts';
import type { SchemaOf } from './schema-names.ts';

/**
 * The view's statement, which can run again. `security_barrier` is not set: grants are on whole
 * views, and a barrier would keep filters of consumers away from the indexes.
 */
export function createView(view: View, schemaOf: SchemaOf): string {
  const name = qualifiedName(schemaOf(view.store), view.name);
  return `CREATE OR REPLACE VIEW ${name} AS\n${viewQuery(view, schemaOf)};`;
}

function viewQuery(view: View, schemaOf: SchemaOf): string {
  const { definition } = view;
  const table = qualifiedName(schemaOf(view.store), definition.table);
  switch (definition.kind) {
    case 'all':
      return `SELECT${columns(view, 't')}\nFROM ${table} t`;
    case 'newest': {
      const hiddenColumn = definition.hidden === undefined ? [] : [definition.hidden.column];
      const order = [
        ...definition.key.map((column) => `r.${quoteIdentifier(column)}`),
        ...definition.order.map((column) => `r.${quoteIdentifier(column)} DESC NULLS LAST`),
      ];
      const key = definition.key.map((column) => `r.${quoteIdentifier(column)}`).join(', ');
      // Named columns, not r.*: a column added to the table must not alter this view.
      const inner = [...new Set([...view.columns.map(({ column }) => column), ...hiddenColumn])]
        .map((column) => `\n    r.${quoteIdentifier(column)}`)
        .join(',');
      return [
        `SELECT${columns(view, 'n')}`,
        'FROM (',
        `  SELECT DISTINCT ON (${key})${inner}`,
        `  FROM ${table} r`,
        `  ORDER BY ${order.join(', ')}`,
        ') n',
        ...(definition.hidden === undefined ? [] : [`WHERE ${visible(definition.hidden)}`]),
      ].join('\n');
    }
    case 'children-of-newest': {
      const parent = qualifiedName(schemaOf(view.store), definition.parentView);
      const same = [
        'p."_event_id" = c."_event_id"',
        'p."_record" = c."_record"',
        ...definition.key.map(
          ({ child, parent: own }) => `p.${quoteIdentifier(own)} = c.${quoteIdentifier(child)}`,
        ),
      ];
      return [
        `SELECT${columns(view, 'c')}`,
        `FROM ${table} c`,
        `JOIN ${parent} p ON ${same.join(' AND ')}`,
      ].join('\n');
    }
    case 'good-samples':
      return [
        `SELECT${columns(view, 's')}`,
        `FROM ${table} s`,
        `WHERE s."quality" = 'good'`,
        `  AND s."value" > '-Infinity'::double precision`,
        `  AND s."value" < 'Infinity'::double precision`,
      ].join('\n');
  }
}

/** One line per column, so that a change of one is a change of one line. */
function columns(view: View, alias: string): string {
  return view.columns
    .map(({ name, column }) => {
      const source = `\n  ${alias}.${quoteIdentifier(column)}`;
      return name === column ? source : `${source} AS ${quoteIdentifier(name)}`;
    })
    .join(',');
}

function visible(hidden: HiddenWhen): string {
  const column = `n.${quoteIdentifier(hidden.column)}`;
  return hidden.kind === 'true'
    ? `NOT ${column}`
    : `${column} IS DISTINCT FROM ${quoteLiteral(hidden.value)}`;
}
