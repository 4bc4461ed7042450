import { shortHash } from '../../contracts/plan/short-hash.ts';

/**
 * The name of a prepared statement. It follows from the text, so that two statements never share a
 * name, however long the names of their tables are.
 */
export function statementName(purpose: string, text: string): string {
  return `${purpose}_${shortHash(text)}`;
}
