import { hasSqlDetails, loadModule, parseSync } from 'libpg-query';
import { limits } from '../source/limits.ts';
import type { SqlParser } from './lint-context.ts';

/** PostgreSQL's own parser, compiled to WebAssembly: about 60 ms to load, once per process. */
export async function loadSqlParser(): Promise<SqlParser> {
  await loadModule();
  return selectFault;
}

/** Why a text is not one SELECT statement; undefined where it is. */
function selectFault(sql: string): string | undefined {
  if (sql.length > limits.sqlBytes) return `it is longer than ${limits.sqlBytes} characters`;
  if (sql.trim() === '') return 'it is empty';
  try {
    const statements = parseSync(sql).stmts ?? [];
    const [first] = statements;
    if (statements.length !== 1 || first?.stmt === undefined) return 'it is not one statement';
    return 'SelectStmt' in first.stmt ? undefined : 'it is not a SELECT';
  } catch (error) {
    if (hasSqlDetails(error)) return error.sqlDetails?.message ?? error.message;
    // The parser throws plain errors too, for texts that it does not even begin to read.
    return error instanceof Error ? error.message : String(error);
  }
}
