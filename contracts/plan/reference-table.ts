import { indexName, viewName } from './names.ts';
import type { Column, Index, StoreName, Table, View, ViewColumn } from './plan.ts';
import type { ScalarType } from './postgres-type.ts';
import { COMMITTED_AT, provenance, TRANSACTION } from './provenance-columns.ts';
import { viewColumns } from './views.ts';

/** A table whose rows the repository holds. */
export interface ReferenceRows {
  readonly store: StoreName;
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly Column[];
  /** Not nullable; tells the rows apart. Of two rows with one key the first counts. */
  readonly key: readonly string[];
  readonly indexes?: readonly Index[];
  readonly values: readonly (readonly (string | null)[])[];
}

/** The condition under which a row of a reference table counts. */
export const PRESENT = 'NOT "_gone"';

/** A row that is gone stays beside the one that takes its place, hence the wide primary key. */
export function referenceTable(rows: ReferenceRows): Table {
  const { store, name, comment, key } = rows;
  const positions = key.map((column) => rows.columns.findIndex((one) => one.name === column));
  const distinct = new Map<string, readonly (string | null)[]>();
  for (const row of rows.values) {
    const identity = JSON.stringify(positions.map((position) => row[position]));
    if (!distinct.has(identity)) distinct.set(identity, row);
  }
  return {
    store,
    name,
    comment,
    columns: [
      ...rows.columns,
      COMMITTED_AT,
      TRANSACTION,
      {
        ...provenance('_gone', 'boolean', 'gone', 'The repository has this row no more.'),
        default: 'false',
      },
    ],
    primaryKey: [...key, '_tx', '_gone'],
    checks: [],
    indexes: [...(rows.indexes ?? []), { name: indexName(name, 'tx'), elements: ['"_tx"'] }],
    rows: { kind: 'reference', key, values: [...distinct.values()] },
  };
}

/** The view of a reference table: what consumers read. */
export function referenceView(table: Table, major: number): View {
  return {
    store: table.store,
    name: viewName(table.name, major),
    major,
    comment: table.comment,
    definition: {
      kind: 'present',
      table: table.name,
      key: table.rows.kind === 'reference' ? table.rows.key : [],
    },
    columns: referenceColumns(table, major),
  };
}

function referenceColumns(table: Table, major: number): readonly ViewColumn[] {
  return viewColumns(table, major).filter(({ name }) => name !== '_gone');
}

/** A column that the platform itself fills. */
export function referenceColumn(
  name: string,
  type: ScalarType,
  comment: string,
  nullable: 'nullable' | 'present' = 'present',
): Column {
  return {
    name,
    type,
    nullable: nullable === 'nullable',
    source: { kind: 'platform' },
    comment,
  };
}
