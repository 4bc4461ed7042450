import type { LockMode, MigrationStatement } from './migration.ts';

type More = Partial<Omit<MigrationStatement, 'sql' | 'lock'>>;

/** A statement in a transaction that neither writes the table anew nor reads it, unless told. */
export function statement(sql: string, lock: LockMode, more: More = {}): MigrationStatement {
  return { sql, lock, rewrites: false, scans: false, outsideTransaction: false, ...more };
}

/** Words that name a step within its object: lower case, digits and dashes. */
export function stepName(...words: readonly string[]): string {
  return words.join('-').replace(/[^\p{L}\p{N}_]+/gu, '-');
}
