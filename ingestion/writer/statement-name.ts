import { shortHash } from '../../contracts/plan/short-hash.ts';

/** PostgreSQL cuts longer names, and the driver takes two texts under one name for a mistake. */
const LONGEST = 63;

/** Name of a prepared statement over one table. */
export function statementName(kind: string, table: string): string {
  const name = `${kind}-${table}`;
  return Buffer.byteLength(name) <= LONGEST ? name : `${kind}-${shortHash(table)}`;
}
