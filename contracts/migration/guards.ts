import { type Plan, STORE_NAMES } from '../plan/plan.ts';
import { tablesOf } from '../plan/store-objects.ts';
import { adoptedQuery } from './adopted-column-steps.ts';
import { tableSql } from './alter-sql.ts';
import type { Guard } from './guard.ts';
import { columnMark, tableMark } from './marks.ts';
import { exchangedQuery } from './moved-column-steps.ts';
import { objectName, type TableChange } from './table-change.ts';

export function guardsOf(
  previous: Plan,
  current: Plan,
  changes: readonly TableChange[],
): readonly Guard[] {
  const fresh = STORE_NAMES.flatMap((store) => {
    const there = new Set(tablesOf(previous, store).map(({ name }) => name));
    return tablesOf(current, store).filter(({ name }) => !there.has(name));
  });
  return [
    ...fresh.map((table) => ({
      kind: 'comes' as const,
      store: table.store,
      object: objectName(table),
      table: tableSql(table),
      mark: tableMark(table),
    })),
    ...changes.flatMap((change): readonly Guard[] => {
      const common = { store: change.current.store, table: tableSql(change.current) };
      const object = (column: string) => `${objectName(change.current)}.${column}`;
      const adopted = adoptedQuery(change);
      const renamed = new Set(
        change.adopted.flatMap(({ before, apart, after }) => [before.name, apart.name, after.name]),
      );
      const formers = [
        ...change.moved.map(({ former }) => [former, exchangedQuery(change)] as const),
        ...(adopted === undefined
          ? []
          : change.adopted.map(({ former }) => [former, adopted] as const)),
      ];
      return [
        ...change.added.map(({ name, type }) => ({
          ...common,
          kind: 'comes' as const,
          object: object(name),
          column: { name, type },
          mark: columnMark(change, name),
        })),
        ...change.previous.columns
          .filter(({ name }) => !renamed.has(name))
          .map(({ name, type }) => ({
            ...common,
            kind: 'was' as const,
            object: object(name),
            name,
            types: [
              type,
              ...change.current.columns.flatMap((one) => (one.name === name ? one.type : [])),
            ],
            goes: change.removed.some((column) => column.name === name),
          })),
        ...change.removed.map(({ name }) => ({
          store: common.store,
          kind: 'goes' as const,
          object: object(name),
          mark: columnMark(change, name),
        })),
        ...formers.map(([name, exchanged]) => ({
          ...common,
          kind: 'former' as const,
          object: object(name),
          column: { name },
          exchanged,
        })),
      ];
    }),
  ];
}
