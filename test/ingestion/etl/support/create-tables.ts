import type { Store } from '../../../../connectors/connector.ts';
import type { Column, Plan, Table, View } from '../../../../contracts/plan/plan.ts';
import { platformTables, rawTables } from '../../../../contracts/plan/raw-table.ts';
import {
  identifierList,
  qualifiedName,
  quoteIdentifier,
} from '../../../../contracts/plan/sql-text.ts';

const stores = ['raw', 'metrics', 'curated', 'business'] as const;

/** Creates a plan's tables and views, without partitions, comments and grants. */
export async function createTables(store: Store, plan: Plan): Promise<void> {
  for (const name of stores) {
    await store.query({ text: `CREATE SCHEMA ${name}` });
    for (const table of platformTables(name)) await createTable(store, table);
  }
  for (const dataset of plan.datasets) {
    if (dataset.kind === 'event') {
      for (const table of rawTables(dataset.raw)) await createTable(store, table);
    }
    for (const table of dataset.tables) await createTable(store, table);
    for (const view of dataset.views) await store.query({ text: viewSql(view) });
  }
}

async function createTable(store: Store, table: Table): Promise<void> {
  const name = qualifiedName(table.store, table.name);
  const parts = [
    ...table.columns.map(columnSql),
    ...(table.primaryKey.length === 0 ? [] : [`PRIMARY KEY (${identifierList(table.primaryKey)})`]),
    ...table.checks.map(
      (check) => `CONSTRAINT ${quoteIdentifier(check.name)} CHECK (${check.expression})`,
    ),
  ];
  await store.query({ text: `CREATE TABLE ${name} (${parts.join(', ')})` });
  for (const index of table.indexes) {
    await store.query({
      text: `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ON ${name} (${index.elements.join(', ')})`,
    });
  }
}

function columnSql(column: Column): string {
  const defaults = {
    identity: 'GENERATED ALWAYS AS IDENTITY',
    clock: 'DEFAULT clock_timestamp()',
    transaction: 'DEFAULT pg_current_xact_id()',
    zero: 'DEFAULT 0',
    false: 'DEFAULT false',
    'empty-object': "DEFAULT '{}'",
  };
  const filled = column.default === undefined ? '' : defaults[column.default];
  return `${quoteIdentifier(column.name)} ${column.type} ${column.nullable ? '' : 'NOT NULL'} ${filled}`;
}

function viewSql(view: View): string {
  const columns = view.columns
    .map(({ name, column }) => `t.${quoteIdentifier(column)} AS ${quoteIdentifier(name)}`)
    .join(', ');
  const { definition } = view;
  const table = qualifiedName(view.store, definition.table);
  const create = `CREATE VIEW ${qualifiedName(view.store, view.name)} AS SELECT ${columns} FROM`;
  switch (definition.kind) {
    case 'newest': {
      const { hidden } = definition;
      const order = definition.order.map((name) => `${quoteIdentifier(name)} DESC NULLS LAST`);
      const newest = `(SELECT DISTINCT ON (${identifierList(definition.key)}) * FROM ${table} ORDER BY ${identifierList(definition.key)}, ${order.join(', ')}) t`;
      const where =
        hidden === undefined
          ? ''
          : hidden.kind === 'true'
            ? ` WHERE NOT t.${quoteIdentifier(hidden.column)}`
            : ` WHERE t.${quoteIdentifier(hidden.column)} IS DISTINCT FROM '${hidden.value}'`;
      return `${create} ${newest}${where}`;
    }
    case 'children-of-newest':
      return `${create} ${table} t WHERE EXISTS (SELECT 1 FROM ${qualifiedName(view.store, definition.parentView)} p WHERE p._event_id = t._event_id AND p._record = t._record)`;
    case 'good-samples':
      return `${create} ${table} t WHERE t.quality = 'good'`;
    case 'all':
      return `${create} ${table} t`;
  }
}
