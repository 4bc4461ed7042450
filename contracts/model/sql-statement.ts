import { limits } from '../source/limits.ts';
import { remembered } from '../source/remembered.ts';
import { Inspection, type SqlProblem } from './sql-inspection.ts';
import { sqlParser } from './sql-parser.ts';
import type { ViewName } from './transform.ts';

export interface SqlStatement {
  /** The SELECT alone: without what stands around it, semicolon and comments. */
  readonly select: string;
  /** The views that it names, sorted. */
  readonly reads: readonly ViewName[];
  /** It reads the relation `changed`. */
  readonly readsChanged: boolean;
}

interface SelectReading {
  readonly statement?: SqlStatement;
  readonly problems: readonly SqlProblem[];
}

const mostTokens = 5_000;

/**
 * Reads one SELECT with PostgreSQL's own parser and refuses whatever could write, depend on anything
 * but rows of versioned views, or reach beyond them. `changed` is the one relation without a store,
 * where it is allowed. Runs within `withLibraries`.
 */
export function readSelect(sql: string, options: { readonly changed: boolean }): SelectReading {
  const kind = options.changed ? 'select from changed' : 'select';
  return remembered(kind, sql, () => readAnew(sql, options));
}

function readAnew(sql: string, options: { readonly changed: boolean }): SelectReading {
  const at = offsetsOf(sql);
  const failed = (rule: SqlProblem['rule'], offset: number, message: string, hint?: string) => ({
    problems: [{ rule, offset, message, ...(hint === undefined ? {} : { hint }) }],
  });
  if (sql.length > limits.sqlBytes) {
    return failed('sql-refused', 0, `the statement is longer than ${limits.sqlBytes} characters`);
  }
  const { scanSync, parseSync, hasSqlDetails } = sqlParser();
  try {
    // The scanner is a flat loop; the recursive parser only sees a bounded number of tokens.
    const tokens = scanSync(sql).tokens.filter((token) => !token.tokenName.endsWith('COMMENT'));
    if (tokens.length > mostTokens) {
      return failed(
        'sql-refused',
        0,
        `the statement has more than ${mostTokens} tokens`,
        'split it over several datasets',
      );
    }
    const statements = parseSync(sql).stmts ?? [];
    const [only] = statements;
    if (statements.length !== 1 || only?.stmt === undefined || !('SelectStmt' in only.stmt)) {
      const message = `the text holds ${statements.length === 1 ? 'another statement than a SELECT' : `${statements.length} statements`}`;
      return failed('sql-not-one-select', 0, message, 'write exactly one SELECT');
    }
    const code = tokens.filter((token) => token.tokenName !== 'ASCII_59');
    const start = at(code[0]?.start ?? 0);
    const end = at(code.at(-1)?.end ?? 0);
    const inspection = new Inspection(at, options.changed);
    inspection.visit(only.stmt);
    const { problems, reads, readsChanged } = inspection;
    if (problems.length > 0) return { problems: [...problems].sort((a, b) => a.offset - b.offset) };
    const sorted = [...reads.keys()].sort().flatMap((key) => reads.get(key) ?? []);
    return { statement: { select: sql.slice(start, end), reads: sorted, readsChanged }, problems };
  } catch (error) {
    if (hasSqlDetails(error)) {
      const offset = at.ofCharacter(Math.max(0, error.sqlDetails?.cursorPosition ?? 0));
      return failed(
        'sql-syntax',
        offset,
        `PostgreSQL does not read it: ${error.message.slice(0, 200)}`,
      );
    }
    const said = error instanceof Error ? error.message.slice(0, 200) : 'unknown';
    return failed(
      'sql-syntax',
      0,
      `PostgreSQL's parser gave up: ${said}`,
      'make the statement simpler',
    );
  }
}

/** The parser counts bytes of UTF-8, error positions characters; strings here count code units. */
function offsetsOf(
  sql: string,
): ((byte: number) => number) & { ofCharacter(count: number): number } {
  const plain = /^[\x00-\x7f]*$/.test(sql);
  const walk = (limit: number, width: (codePoint: number) => number) => {
    let passed = 0;
    let offset = 0;
    for (const character of sql) {
      if (passed >= limit) break;
      passed += width(character.codePointAt(0) ?? 0);
      offset += character.length;
    }
    return offset;
  };
  const bytes = (code: number) => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
  const ofByte = (byte: number) => (plain ? byte : walk(byte, bytes));
  return Object.assign(ofByte, { ofCharacter: (count: number) => walk(count, () => 1) });
}
