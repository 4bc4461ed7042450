import { allowedFunctions, allowedTypes } from './sql-allowed.ts';
import type { ViewName } from './transform.ts';
import { parseViewName } from './view-name.ts';

/** A problem of a SQL text; `offset` counts UTF-16 code units from its start. */
export interface SqlProblem {
  readonly rule: 'sql-syntax' | 'sql-not-one-select' | 'sql-refused' | 'sql-reads';
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
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

/** Collects what a parsed SELECT reads, and what in it a transform may not hold. */
export class Inspection {
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
      const view = /_v\d+$/.test(relation) ? relation : `${relation}_v1`;
      this.#refuse('sql-reads', location, message, `write curated.${view} or the like`);
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
