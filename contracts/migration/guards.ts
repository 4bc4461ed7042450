import { ownSchema } from '../generate/sql/schema-names.ts';
import { checkName } from '../plan/names.ts';
import { type Plan, STORE_NAMES, type StoreName, type Table } from '../plan/plan.ts';
import { shortHash } from '../plan/short-hash.ts';
import { qualifiedName, quoteLiteral } from '../plan/sql-text.ts';
import { tablesOf } from '../plan/store-objects.ts';
import { adoptedQuery } from './adopted-column-steps.ts';
import { tableSql } from './alter-sql.ts';
import type { MigrationStatement } from './migration.ts';
import { exchangedQuery } from './moved-column-steps.ts';
import { statement } from './step-parts.ts';
import { objectName, type TableChange } from './table-change.ts';

/**
 * A column or table that a migration makes. One of that name that is there already has values of
 * before, which the way down would drop: what is ours is marked in the transaction that makes it.
 */
export type Guard =
  | {
      readonly kind: 'comes';
      readonly store: StoreName;
      /** `curated.heat.gone`, or the table alone. */
      readonly object: string;
      readonly table: string;
      /** Absent for a table. */
      readonly column?: { readonly name: string; readonly type: string };
      readonly mark: Mark;
    }
  /** The name that the old column takes: it is free until the exchange. */
  | {
      readonly kind: 'former';
      readonly store: StoreName;
      readonly object: string;
      readonly table: string;
      readonly column: { readonly name: string };
      /** Gives a row once the exchange was made. */
      readonly exchanged: string;
    }
  /** A column of the plan before: where it is not there, that plan is not what the database holds. */
  | {
      readonly kind: 'was';
      readonly store: StoreName;
      readonly object: string;
      readonly table: string;
      readonly name: string;
      /** Before and after the migration. */
      readonly types: readonly string[];
      /** Only the plan before has it: it may have been retired. */
      readonly goes: boolean;
    }
  /** A column that no plan has from now on: what it holds is of before, should it ever come back. */
  | {
      readonly kind: 'goes';
      readonly store: StoreName;
      readonly object: string;
      readonly mark: Mark;
    };

/** A function without arguments, whose text tells the migration that it belongs to. */
export interface Mark {
  /** `"curated"."heat_gone_added"`. */
  readonly routine: string;
  readonly body: string;
}

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

export function columnMark({ previous, current }: TableChange, column: string): Mark {
  return markOf(current, column, [previous.columns, current.columns]);
}

export function tableMark(table: Table): Mark {
  return markOf(table, 'table', table.columns);
}

function markOf(table: Table, subject: string, shape: unknown): Mark {
  return {
    routine: qualifiedName(ownSchema(table.store), checkName(table.name, subject, 'added')),
    body: `SELECT ${quoteLiteral(shortHash(JSON.stringify(shape)))}::text`,
  };
}

export function putMark({ routine, body }: Mark): MigrationStatement {
  return statement(
    `CREATE OR REPLACE FUNCTION ${routine}() RETURNS text LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS ${quoteLiteral(body)};`,
    'none',
  );
}

export function removeMark({ routine }: Mark): MigrationStatement {
  return statement(`DROP FUNCTION IF EXISTS ${routine}();`, 'none');
}
