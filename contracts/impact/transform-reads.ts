import type { Place } from '../finding.ts';
import { readColumns } from '../model/sql-columns.ts';
import { nameInSql } from '../model/sql-place.ts';
import { selectOf } from '../model/sql-tree.ts';
import type { Transform } from '../model/transform.ts';
import type { ColumnUse } from './consumer.ts';
import type { ReadView } from './read-views.ts';

/** A view that a transform reads, with the columns that its SQL uses, by the text's order. */
export interface TransformRead {
  /** `curated.heat_v1`. */
  readonly view: string;
  readonly uses: readonly ColumnUse[];
}

/**
 * What a transform and its `changed_by` use of which view, by PostgreSQL's own parser. The entries of
 * `changed_by` stand at `contractPlace`. A view of which no column is used (`count(*)`) is there too.
 */
export function transformReads(
  transform: Transform,
  contractPlace: Place,
  views: ReadonlyMap<string, Pick<ReadView, 'columns'>>,
): readonly TransformRead[] {
  const found = new Map<string, Map<string, Place>>();
  const add = (view: string, column: string, place: Place) => {
    const columns = found.get(view) ?? new Map<string, Place>();
    found.set(view, columns);
    const known = columns.get(column);
    if (known === undefined || isBefore(place, known)) columns.set(column, place);
  };
  for (const { store, view } of transform.reads) found.set(`${store}.${view}`, new Map());
  const select = selectOf(transform.sql);
  const columnsOf = (name: string) => views.get(name)?.columns;
  if (select !== undefined) {
    for (const { relation, column, location } of readColumns(select, columnsOf).reads) {
      add(relation, column, nameInSql(transform, location));
    }
  }
  for (const { view, column } of watchedColumns(transform, views)) add(view, column, contractPlace);
  return [...found].map(([view, columns]) => ({
    view,
    uses: [...columns]
      .map(([column, place]) => ({ column, place, by: 'transform' as const }))
      .sort((a, b) => (isBefore(a.place, b.place) ? -1 : isBefore(b.place, a.place) ? 1 : 0)),
  }));
}

function watchedColumns(
  { refresh }: Transform,
  views: ReadonlyMap<string, Pick<ReadView, 'columns'>>,
): readonly { readonly view: string; readonly column: string }[] {
  if (refresh.kind === 'full') return [];
  return refresh.changedBy.flatMap(({ view: { store, view }, keys }) => {
    const changed = `${store}.${view}`;
    if (keys.kind === 'columns') return keys.columns.map((column) => ({ view: changed, column }));
    const select = selectOf(keys.sql);
    if (select === undefined) return [];
    const nameOf = (relation: string) => (relation === 'changed' ? changed : relation);
    return readColumns(select, (name) => views.get(nameOf(name))?.columns).reads.map(
      ({ relation, column }) => ({ view: nameOf(relation), column }),
    );
  });
}

/** The SQL before the contract: what a person opens first. */
function isBefore(a: Place, b: Place): boolean {
  return a.file === b.file && (a.line < b.line || (a.line === b.line && a.column < b.column));
}
