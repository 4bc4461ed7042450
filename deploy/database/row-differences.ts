import type { StoreSession } from '../../connectors/connector.ts';
import {
  countChanges,
  fillFromJson,
  isReference,
  type ReferenceTable,
  rowsAsJson,
} from '../../contracts/generate/sql/reference-sql.ts';
import { ownSchema } from '../../contracts/generate/sql/schema-names.ts';
import type { StoreShape } from '../../contracts/migration/store-shape.ts';
import type { Table } from '../../contracts/plan/plan.ts';
import { addition, type Difference } from './difference.ts';

/**
 * Reference tables of a store that do not hold the plan's rows. A table that `refused` names is left
 * out: what it holds cannot be compared before its columns fit.
 */
export async function rowDifferences(
  session: StoreSession,
  planned: readonly Table[],
  actual: StoreShape,
  refused: ReadonlySet<string>,
): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  for (const table of planned.filter(isReference)) {
    if (refused.has(`${table.store}.${table.name}`)) continue;
    const there = actual.tables.find((one) => one.name === table.name);
    const changes =
      there === undefined
        ? { added: table.rows.values.length, gone: 0, changed: 0 }
        : await changesOf(session, table, new Set(there.columns.map(({ name }) => name)));
    if (changes.added + changes.gone + changes.changed > 0) found.push(filled(table, changes));
  }
  return found;
}

interface RowChanges {
  readonly added: number;
  readonly gone: number;
  readonly changed: number;
}

async function changesOf(
  session: StoreSession,
  table: ReferenceTable,
  there: ReadonlySet<string>,
): Promise<RowChanges> {
  const [row] = await session.query<{ added: string; gone: string; changed: string }>({
    text: countChanges(table, there, ownSchema),
    values: [rowsAsJson(table)],
  });
  return {
    added: Number(row?.added),
    gone: Number(row?.gone),
    changed: Number(row?.changed),
  };
}

function filled(table: ReferenceTable, { added, gone, changed }: RowChanges): Difference {
  const object = `${table.store}.${table.name}`;
  const parts = [
    ...(added > 0 ? [`${added} ${added === 1 ? 'row' : 'rows'} added`] : []),
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(gone > 0 ? [`${gone} removed`] : []),
  ].join(', ');
  const counts =
    added > 0 ? parts : parts.replace(/^(\d+)/, (n) => `${n} ${n === '1' ? 'row' : 'rows'}`);
  return addition({
    store: table.store,
    kind: 'rows',
    object,
    actual: 'other rows',
    planned: `${table.rows.values.length} rows`,
    message: `${object}: ${counts}`,
    statements: [],
    fill: { text: fillFromJson(table, ownSchema), values: [rowsAsJson(table)] },
  });
}
