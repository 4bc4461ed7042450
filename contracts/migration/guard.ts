import type { StoreName } from '../plan/plan.ts';

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
