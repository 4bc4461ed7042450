import { RESERVED_PRODUCTS } from '../../plan/names.ts';
import {
  type DatasetPlan,
  type Grant,
  type Plan,
  STORE_NAMES,
  type StoreName,
  type Table,
} from '../../plan/plan.ts';
import { platformTables, rawTables } from '../../plan/raw-table.ts';
import { lineComment, quoteIdentifier } from '../../plan/sql-text.ts';
import type { Artifact } from '../artifact.ts';
import { grantsOn } from '../grants-on.ts';
import { commentTable, commentView } from './comment-sql.ts';
import { createRole, grantStatements, rolesOf } from './grant-sql.ts';
import { createHypertable } from './hypertable-sql.ts';
import { fillTable, isReference } from './reference-sql.ts';
import { ownSchema, type SchemaOf } from './schema-names.ts';
import { createTable } from './table-sql.ts';
import { createView } from './view-sql.ts';

/** Folder of a product from the repository's root. */
export type FolderOf = (product: string) => string;

/**
 * The SQL that a reviewer reads, one file per product and store and one platform file per store.
 * Each file can run again and again and changes nothing the second time. Run a store's platform
 * file first, and the files of calendars and the genealogy last. Where TimescaleDB is installed, `metrics.timescaledb.sql` takes the place of
 * `metrics.sql`. Partitions for the time to come are not in the files: they depend on a clock. Of
 * products that `isWanted` refuses there are no files.
 */
export function generateSql(
  plan: Plan,
  folderOf: FolderOf,
  isWanted: (product: string) => boolean = () => true,
): readonly Artifact[] {
  const products = [...new Set(plan.datasets.map((dataset) => dataset.product))];
  return [
    ...STORE_NAMES.map((store) => platformFile(plan, store)),
    ...products
      .filter((product) => !isReserved(product) && isWanted(product))
      .flatMap((product) =>
        productFiles(plan, product, (file) => `${folderOf(product)}/generated/${file}`),
      ),
    // They read views of products.
    ...products
      .filter(isReserved)
      .flatMap((product) => productFiles(plan, product, (file) => `generated/${product}.${file}`)),
  ];
}

function platformFile(plan: Plan, store: StoreName): Artifact {
  const tables = platformTables(store);
  const grants = grantsOn(plan, tables);
  return {
    path: `generated/platform.${store}.sql`,
    text: script(`The platform's own tables of the store ${store}.`, [
      createSchema(store, ownSchema),
      ...tableStatements(tables, ownSchema),
      ...grantsWithRoles(grants),
    ]),
  };
}

function isReserved(product: string): boolean {
  return RESERVED_PRODUCTS.some((reserved) => reserved === product);
}

function productFiles(
  plan: Plan,
  product: string,
  pathOf: (file: string) => string,
): readonly Artifact[] {
  const datasets = plan.datasets.filter((dataset) => dataset.product === product);
  return STORE_NAMES.flatMap((store) => {
    const parts = datasets.map((dataset) => ofStore(dataset, store));
    const tables = parts.flatMap((part) => part.tables);
    const views = parts.flatMap((part) => part.views);
    if (tables.length === 0 && views.length === 0) return [];
    const grants = grantsOn(plan, [...tables, ...views]);
    const title = `Tables, views and grants of ${product} in the store ${store}.`;
    const rest = [
      ...views.flatMap((view) => [createView(view, ownSchema), ...commentView(view, ownSchema)]),
      ...grantsWithRoles(grants),
    ];
    const file = (name: string, text: string) => ({ path: pathOf(name), text });
    const native = script(title, [...tableStatements(tables, ownSchema), ...rest]);
    if (store !== 'metrics') return [file(`${store}.sql`, native)];
    const hyper = tables.flatMap((table) => [
      ...createHypertable(table, ownSchema),
      ...commentTable(table, ownSchema),
      ...(isReference(table) ? fillTable(table, ownSchema) : []),
    ]);
    return [
      file('metrics.sql', native),
      file('metrics.timescaledb.sql', script(`${title} With TimescaleDB.`, [...hyper, ...rest])),
    ];
  });
}

/** The tables and views that a dataset has in one store. */
function ofStore(
  dataset: DatasetPlan,
  store: StoreName,
): { readonly tables: readonly Table[]; readonly views: DatasetPlan['views'] } {
  const raw = dataset.kind === 'event' ? rawTables(dataset.raw) : [];
  return {
    tables: [...raw, ...dataset.tables].filter((table) => table.store === store),
    views: dataset.views.filter((view) => view.store === store),
  };
}

export function createSchema(store: StoreName, schemaOf: SchemaOf): string {
  return `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schemaOf(store))};`;
}

function tableStatements(tables: readonly Table[], schemaOf: SchemaOf): readonly string[] {
  return tables.flatMap((table) => [
    ...createTable(table, schemaOf),
    ...commentTable(table, schemaOf),
    ...(isReference(table) ? fillTable(table, schemaOf) : []),
  ]);
}

function grantsWithRoles(grants: readonly Grant[]): readonly string[] {
  return [...rolesOf(grants).map(createRole), ...grantStatements(grants, ownSchema)];
}

function script(title: string, statements: readonly string[]): string {
  return [
    lineComment(title),
    'BEGIN;',
    "SET LOCAL lock_timeout = '5s';",
    'SET LOCAL client_min_messages = warning;',
    // Objects stand apart; what belongs to one (comments, indexes, partitions) stays with it.
    ...statements.map((statement) =>
      /^CREATE (TABLE (?!.* PARTITION OF )|OR REPLACE VIEW|SCHEMA)|^DO |^GRANT USAGE/.test(
        statement,
      )
        ? `\n${statement}`
        : statement,
    ),
    '',
    'COMMIT;',
    '',
  ].join('\n');
}
