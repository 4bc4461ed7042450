import type { StoreName } from '../plan/plan.ts';
import type { Guard } from './guard.ts';

/**
 * How a database comes from one plan to another while both are in use. expand: what the new plan
 * needs beside the old. migrate: what is there is brought over. retire: what only the old plan needed
 * goes, after its last consumer and its end of support.
 */
export interface Migration {
  /** In running order: expand of all stores, then migrate, then retire. */
  readonly steps: readonly MigrationStep[];
  /** What no online step can do; with any of them nothing is run. */
  readonly byHand: readonly ByHand[];
  /** What it makes: nothing of that name may be there that is not its own. Absent where it makes nothing. */
  readonly guards?: readonly Guard[];
}

export interface ByHand {
  readonly store: StoreName;
  /** `curated.heat.weight`. */
  readonly object: string;
  /** Why, and what to do instead, in one or two sentences. */
  readonly reason: string;
  readonly contracts: readonly string[];
}

export type Phase = 'expand' | 'migrate' | 'retire';

export interface MigrationStep {
  /** Stable: `expand/curated.heat/add-column-mould_level`. */
  readonly id: string;
  readonly phase: Phase;
  readonly store: StoreName;
  /** `curated.heat`. */
  readonly object: string;
  /** One sentence for people. */
  readonly title: string;
  /** One transaction, but for those that have their own, stand outside of any or repeat. */
  readonly statements: readonly MigrationStatement[];
  /** A query that gives a row where the step was done before, so that a killed run goes on behind it. */
  readonly done?: string;
  /** Rows that would not fit: asked before anything runs. */
  readonly test?: DataTest;
  /** Undoes the step; absent for retiring steps and where nothing is to be undone. */
  readonly down?: readonly MigrationStatement[];
  /** Rows that the plan before cannot hold: asked before anything is undone. */
  readonly downTest?: DataTest;
  /** `down` runs only where `done` gives a row: it undoes something that shows whether it is there. */
  readonly downNeedsDone?: boolean;
  /** Until when the step must wait: an end of support, a consumer. */
  readonly after?: readonly string[];
  /** Contracts whose change asks for it: `heat.v2`. */
  readonly contracts: readonly string[];
}

export interface MigrationStatement {
  readonly sql: string;
  /** The strongest lock that it takes on a table that is in use. */
  readonly lock: LockMode;
  /** Writes the whole table anew. */
  readonly rewrites: boolean;
  /** Reads the whole table while it holds its lock. */
  readonly scans: boolean;
  /** Cannot stand in a transaction (CREATE INDEX CONCURRENTLY). */
  readonly outsideTransaction: boolean;
  /** A transaction of its own: no lock that stops readers is held while it reads a table. */
  readonly ownTransaction?: boolean;
  /**
   * A backfill in batches, each its own transaction: runs over the pages of the table, from page `$1`
   * to before page `$2` (both `tid`), about `rows` rows at a time. Rows that come meanwhile need none.
   */
  readonly repeat?: { readonly rows: number; readonly table: string };
  /** `"curated"."heat_key_idx"`: a killed build leaves it invalid, and it has to go before. */
  readonly index?: string;
  /** Rules of a linter of migrations that it breaks, and why it may. */
  readonly accepted?: readonly { readonly rule: string; readonly reason: string }[];
}

/** PostgreSQL's table locks (documentation, chapter Explicit Locking), weakest first. */
export type LockMode =
  | 'none'
  | 'ACCESS SHARE'
  | 'ROW SHARE'
  | 'ROW EXCLUSIVE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'SHARE'
  | 'SHARE ROW EXCLUSIVE'
  | 'EXCLUSIVE'
  | 'ACCESS EXCLUSIVE';

/** A query whose rows are those that stand in the way; at most a few, keys only. */
export interface DataTest {
  readonly sql: string;
  /** What it means where there are any. */
  readonly problem: string;
}
