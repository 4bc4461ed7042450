import type {
  GenealogyEdge,
  HiddenWhen,
  StoreName,
  View,
  ViewDefinition,
} from '../../plan/plan.ts';
import { registerJoin } from '../../plan/register-join.ts';
import {
  qualifiedName,
  quoteIdentifier,
  quoteLiteral,
  toStorableText,
} from '../../plan/sql-text.ts';
import type { SchemaOf } from './schema-names.ts';

/**
 * The view's statement, which can run again. `security_barrier` is not set: grants are on whole
 * views, and a barrier would keep filters of consumers away from the indexes.
 */
export function createView(view: View, schemaOf: SchemaOf): string {
  const name = qualifiedName(schemaOf(view.store), view.name);
  return `CREATE OR REPLACE VIEW ${name} AS\n${viewQuery(view, schemaOf)};`;
}

/** Refused by PostgreSQL where something depends on the view. */
export function dropView(store: StoreName, name: string, schemaOf: SchemaOf): string {
  return `DROP VIEW ${qualifiedName(schemaOf(store), name)} RESTRICT;`;
}

function viewQuery(view: View, schemaOf: SchemaOf): string {
  const { definition } = view;
  if (definition.kind === 'genealogy') {
    return definition.edges.map((edge) => edgeQuery(view, edge, schemaOf)).join('\nUNION ALL\n');
  }
  if (definition.kind === 'of-view') {
    const source = qualifiedName(schemaOf(view.store), definition.view);
    return `SELECT${columns(view, 'v')}\nFROM ${source} v`;
  }
  const table = qualifiedName(schemaOf(view.store), definition.table);
  switch (definition.kind) {
    case 'all': {
      const { present = [], recordPresent } = definition;
      const conditions = [
        ...(present.length === 0 ? [] : [filled('t', present)]),
        ...(recordPresent === undefined
          ? []
          : [
              `EXISTS (SELECT FROM ${qualifiedName(schemaOf(view.store), recordPresent.table)} p WHERE ${recordOf('t', 'p')} AND ${filled('p', recordPresent.columns)})`,
            ]),
      ];
      return [
        `SELECT${columns(view, 't')}`,
        `FROM ${table} t`,
        ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join('\n  AND ')}`]),
      ].join('\n');
    }
    case 'present':
      return `SELECT${columns(view, 't')}\nFROM ${table} t\nWHERE NOT t."_gone"`;
    case 'samples-with-register':
      return [
        `SELECT${columns(view, (name) => (definition.fromRegister.includes(name) ? 'g' : 's'))}`,
        `FROM ${table} s`,
        `LEFT JOIN ${registerJoin(qualifiedName(schemaOf(view.store), definition.register))}`,
      ].join('\n');
    case 'newest':
      // Not DISTINCT ON: that reads the whole table before any filter of a consumer; this flattens
      // into the consumer's query, and an index probe per row tells whether a newer one exists.
      return [
        `SELECT${columns(view, 'r')}`,
        `FROM ${table} r`,
        'WHERE NOT EXISTS (',
        '  SELECT',
        `  FROM ${table} o`,
        `  WHERE ${definition.key.map((column) => `${equal(column)} AND `).join('')}${newer(definition)}`,
        ')',
        ...(definition.present === undefined ? [] : [`  AND ${filled('r', definition.present)}`]),
        ...(definition.hidden === undefined ? [] : [`  AND ${visible(definition.hidden)}`]),
      ].join('\n');
    case 'children-of-newest': {
      const parent = qualifiedName(schemaOf(view.store), definition.parentView);
      const same = [
        recordOf('c', 'p'),
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

function edgeQuery(view: View, edge: GenealogyEdge, schemaOf: SchemaOf): string {
  const { elements } = edge;
  const member = (name: 'parent' | 'child' | 'share' | 'position', type: string) => {
    const column = edge[name];
    if (column === undefined) return `NULL::${type}`;
    const alias = elements?.members.includes(name) ? 'e' : 'r';
    return `${alias}.${quoteIdentifier(column)}::${type}`;
  };
  const [parent, child] = [member('parent', 'text'), member('child', 'text')];
  const values: Readonly<Record<string, string>> = {
    parent_kind: `${quoteLiteral(toStorableText(edge.parentKind))}::text`,
    parent,
    child_kind: `${quoteLiteral(toStorableText(edge.childKind))}::text`,
    child,
    share: member('share', 'numeric'),
    position: member('position', 'numeric'),
    dataset: `${quoteLiteral(edge.dataset)}::text`,
    event_time: 'r."_event_time"',
    _event_id: 'r."_event_id"',
  };
  const selected = view.columns.map(
    ({ name }) => `\n  ${values[name] ?? 'NULL'} AS ${quoteIdentifier(name)}`,
  );
  return [
    `SELECT${selected.join(',')}`,
    `FROM ${qualifiedName(schemaOf(view.store), edge.view)} r`,
    ...(elements === undefined
      ? []
      : [
          `JOIN ${qualifiedName(schemaOf(view.store), elements.view)} e ON e."_event_id" = r."_event_id" AND e."_record" = r."_record"`,
        ]),
    `WHERE ${parent} IS NOT NULL AND ${child} IS NOT NULL`,
    ...(edge.majors === undefined ? [] : [`  AND ${ofMajors(edge.majors)}`]),
  ].join('\n');
}

/** Each record derives as the contract says by which it was judged. */
function ofMajors(majors: NonNullable<GenealogyEdge['majors']>): string {
  const major = `split_part(r."_contract_version", '.', 1)`;
  return 'only' in majors
    ? `${major} = '${majors.only}'`
    : `${major} NOT IN (${majors.except.map((one) => `'${one}'`).join(', ')})`;
}

/** One line per column, so that a change of one is a change of one line. */
function columns(view: View, alias: string | ((name: string) => string)): string {
  return view.columns
    .map(({ name, column }) => {
      const from = typeof alias === 'string' ? alias : alias(name);
      const source = `\n  ${from}.${quoteIdentifier(column)}`;
      return name === column ? source : `${source} AS ${quoteIdentifier(name)}`;
    })
    .join(',');
}

function equal(column: string): string {
  return `o.${quoteIdentifier(column)} = r.${quoteIdentifier(column)}`;
}

/** The row `o` is newer than the row `r`. */
function newer(definition: ViewDefinition & { readonly kind: 'newest' }): string {
  const nullable = new Set(definition.nullableOrder);
  const [first, ...rest] = definition.order;
  if (first === undefined) return 'false';
  if (definition.order.some((column) => nullable.has(column))) {
    const a = `o.${quoteIdentifier(first)}`;
    const b = `r.${quoteIdentifier(first)}`;
    const later = newer({ ...definition, order: rest });
    return `(${a} > ${b} OR (${a} IS NOT NULL AND ${b} IS NULL) OR (${a} IS NOT DISTINCT FROM ${b} AND ${later}))`;
  }
  const row = (alias: string) =>
    definition.order.map((column) => `${alias}.${quoteIdentifier(column)}`).join(', ');
  return `(${row('o')}) > (${row('r')})`;
}

/** The row `element` belongs to the row `record`. */
function recordOf(element: string, record: string): string {
  return ['_event_id', '_record']
    .map((column) => `${record}."${column}" = ${element}."${column}"`)
    .join(' AND ');
}

function filled(alias: string, names: readonly string[]): string {
  return names.map((name) => `${alias}.${quoteIdentifier(name)} IS NOT NULL`).join(' AND ');
}

function visible(hidden: HiddenWhen): string {
  const column = `r.${quoteIdentifier(hidden.column)}`;
  return hidden.kind === 'true'
    ? `NOT ${column}`
    : `${column} IS DISTINCT FROM ${quoteLiteral(hidden.value)}`;
}
