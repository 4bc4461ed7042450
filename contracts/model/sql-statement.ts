import { hasSqlDetails, loadModule, parseSync, scanSync } from 'libpg-query';
import { limits } from '../source/limits.ts';
import { allowedFunctions, allowedTypes } from './sql-allowed.ts';
import type { ViewName } from './transform.ts';

/** A problem of a SQL text; `offset` counts UTF-16 code units from its start. */
export interface SqlProblem {
  readonly rule: 'sql-syntax' | 'sql-not-one-select' | 'sql-refused' | 'sql-reads';
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

export interface SqlStatement {
  /** The SELECT alone: without what stands around it, semicolon and comments. */
  readonly select: string;
  /** The views that it names, sorted. */
  readonly reads: readonly ViewName[];
  /** It reads the relation `changed`. */
  readonly readsChanged: boolean;
}

const mostTokens = 5_000;
const viewName = /^[a-z][a-z0-9_]*_v(0|[1-9]\d*)$/;
const stores = ['curated', 'metrics', 'business'] as const;

/** Loads PostgreSQL's parser; needed once before the first `readSelect`. */
export async function loadSqlParser(): Promise<void> {
  await loadModule();
}

/**
 * Reads one SELECT with PostgreSQL's own parser and refuses whatever could write, depend on anything
 * but rows of versioned views, or reach beyond them. `changed` is the one relation without a store,
 * where it is allowed.
 */
export function readSelect(
  sql: string,
  options: { readonly changed: boolean },
): { readonly statement?: SqlStatement; readonly problems: readonly SqlProblem[] } {
  const at = offsetsOf(sql);
  const failed = (rule: SqlProblem['rule'], offset: number, message: string, hint?: string) => ({
    problems: [{ rule, offset, message, ...(hint === undefined ? {} : { hint }) }],
  });
  if (sql.length > limits.sqlBytes) {
    return failed('sql-refused', 0, `the statement is longer than ${limits.sqlBytes} characters`);
  }
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

/** `curated.heat_v1` as a view name; undefined for anything else. */
export function parseViewName(text: string): ViewName | undefined {
  const [schema = '', view = '', ...rest] = text.split('.');
  const store = stores.find((each) => each === schema);
  return store !== undefined && rest.length === 0 && viewName.test(view) && view.length <= 63
    ? { store, view }
    : undefined;
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

type Names = ReadonlySet<string>;

const refusedNodes: ReadonlyMap<string, string> = new Map([
  ['IntoClause', 'SELECT INTO makes a table'],
  ['LockingClause', 'FOR UPDATE and FOR SHARE lock rows'],
  ['ParamRef', 'there is nobody to give a value to a parameter'],
  ['RangeTableSample', 'TABLESAMPLE picks other rows each time'],
  ['RangeTableFunc', 'XML is not read'],
  ['XmlExpr', 'XML is not read'],
  ['XmlSerialize', 'XML is not read'],
  ['CurrentOfExpr', 'there is no cursor'],
  ['SQLValueFunction', 'the time and the user of the recompute must not show in its rows'],
]);

class Inspection {
  readonly problems: SqlProblem[] = [];
  readonly reads = new Map<string, ViewName>();
  readsChanged = false;
  readonly #at: (byte: number) => number;
  readonly #changed: boolean;

  constructor(at: (byte: number) => number, changed: boolean) {
    this.#at = at;
    this.#changed = changed;
  }

  /** Walks the parse tree with a stack of its own: it is as deep as the statement is long. */
  visit(statement: object): void {
    const waiting: { readonly value: unknown; readonly names: Names; readonly near: number }[] = [
      { value: statement, names: new Set(), near: 0 },
    ];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { value, names } = next;
      if (Array.isArray(value)) {
        for (const item of value) waiting.push({ ...next, value: item });
        continue;
      }
      if (!isRecord(value)) continue;
      const near =
        typeof value.location === 'number' && value.location >= 0 ? value.location : next.near;
      const clause = isRecord(value.withClause) ? value.withClause : undefined;
      const scope = clause === undefined ? names : this.#scope(clause, names, near, waiting);
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'withClause' && clause !== undefined) continue;
        this.#node(key, inner, names, near);
        waiting.push({ value: inner, names: scope, near });
      }
    }
  }

  /** The names that a WITH adds; each of its queries sees those before it, or all if recursive. */
  #scope(
    clause: Record<string, unknown>,
    names: Names,
    near: number,
    waiting: { readonly value: unknown; readonly names: Names; readonly near: number }[],
  ): Names {
    const expressions = (Array.isArray(clause.ctes) ? clause.ctes : []).flatMap((each: unknown) =>
      isRecord(each) && isRecord(each.CommonTableExpr) ? [each.CommonTableExpr] : [],
    );
    const all = expressions.map((each) => String(each.ctename));
    const seen = new Set(names);
    if (clause.recursive === true) for (const name of all) seen.add(name);
    for (const expression of expressions) {
      waiting.push({ value: expression, names: new Set(seen), near });
      seen.add(String(expression.ctename));
    }
    return seen;
  }

  #node(key: string, inner: unknown, names: Names, near: number): void {
    const body = isRecord(inner) ? inner : {};
    const location = typeof body.location === 'number' ? body.location : near;
    if (key.endsWith('Stmt') && key !== 'SelectStmt') {
      this.#refuse(
        'sql-not-one-select',
        location,
        'a part of the statement changes data',
        'only SELECT is possible',
      );
    }
    if (key === 'intoClause') this.#refuseNode('IntoClause', location);
    if (refusedNodes.has(key)) this.#refuseNode(key, location);
    if (key === 'RangeVar') this.#relation(body, names, location);
    if (key === 'FuncCall') this.#call(body, location);
    if (key === 'TypeName' || key === 'typeName') this.#type(body, location);
    if (key === 'A_Expr' || key === 'SubLink') this.#operator(body, location);
  }

  #relation(body: Record<string, unknown>, names: Names, location: number): void {
    const relation = String(body.relname);
    if (body.schemaname === undefined && body.catalogname === undefined) {
      if (names.has(relation)) return;
      if (relation === 'changed' && this.#changed) {
        this.readsChanged = true;
        return;
      }
      const message = `'${relation}' is named without its store`;
      this.#refuse('sql-reads', location, message, `write curated.${relation}_v1 or the like`);
      return;
    }
    const text = [body.catalogname, body.schemaname, relation]
      .filter((part) => part !== undefined)
      .join('.');
    const view = parseViewName(text);
    if (view === undefined) {
      const message = `'${text}' is no versioned view of curated, metrics or business`;
      this.#refuse(
        'sql-reads',
        location,
        message,
        'read views as curated.heat_v1; raw and tables are closed',
      );
      return;
    }
    this.reads.set(text, view);
  }

  #call(body: Record<string, unknown>, location: number): void {
    const names = namesOf(body.funcname);
    const own = names.length === 1 || (names.length === 2 && names[0] === 'pg_catalog');
    const name = names.at(-1) ?? '';
    // PostgreSQL spells `x IS JSON`, `AT LOCAL` and the like as calls of its own functions.
    if (own && allowedFunctions.has(name)) return;
    const message = `the function ${names.join('.')} is not allowed in a transform`;
    this.#refuse(
      'sql-refused',
      location,
      message,
      'use functions whose result depends on their arguments alone',
    );
  }

  #type(body: Record<string, unknown>, location: number): void {
    const names = namesOf(body.names);
    const own = names.length === 1 || (names.length === 2 && names[0] === 'pg_catalog');
    if (names.length === 0 || (own && allowedTypes.has(names.at(-1) ?? '') && body.setof !== true))
      return;
    this.#refuse(
      'sql-refused',
      location,
      `the type ${names.join('.')} is not allowed in a transform`,
    );
  }

  #operator(body: Record<string, unknown>, location: number): void {
    const names = namesOf(body.name ?? body.operName);
    if (names.length < 2 || names[0] === 'pg_catalog') return;
    this.#refuse(
      'sql-refused',
      location,
      `the operator ${names.join('.')} is not PostgreSQL's own`,
    );
  }

  #refuseNode(key: string, location: number): void {
    this.#refuse('sql-refused', location, `the statement is refused: ${refusedNodes.get(key)}`);
  }

  #refuse(rule: SqlProblem['rule'], byte: number, message: string, hint?: string): void {
    if (this.problems.length >= 20) return;
    this.problems.push({
      rule,
      offset: this.#at(Math.max(0, byte)),
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function namesOf(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((each: unknown) =>
    isRecord(each) && isRecord(each.String) && typeof each.String.sval === 'string'
      ? [each.String.sval]
      : [],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
