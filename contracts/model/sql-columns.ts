import { columnParts, isRecord, lastName } from './sql-tree.ts';

/** The columns of a relation; undefined where they are not known. */
export type Columns = ReadonlySet<string> | undefined;

/** What relations outside of the statement have, by their name (`curated.heat_v1`, `changed`). */
export type KnownRelations = (name: string) => Columns;

/** A reference to a column that its relation does not have. */
export interface UnknownColumn {
  readonly alias: string;
  readonly column: string;
  readonly known: readonly string[];
  /** Byte position in the statement. */
  readonly location: unknown;
}

export interface OutputColumn {
  readonly name: string;
  readonly location: unknown;
}

/** What a SELECT gives and what it asks for in vain. */
export interface SelectReading {
  /** Undefined where a star or a bare expression leaves the columns open. */
  readonly output: readonly OutputColumn[] | undefined;
  readonly unknown: readonly UnknownColumn[];
}

type Select = Readonly<Record<string, unknown>>;

/** The relations that a part of the statement sees; those of the SELECT around it behind them. */
interface Scope {
  readonly relations: Map<string, Columns>;
  readonly expressions: Map<string, Columns>;
  readonly parent: Scope | undefined;
}

/**
 * Reads a SELECT against the columns of the relations that it names, scope by scope: WITH, FROM with
 * its subqueries, then expressions. A name without its relation is judged only where one relation
 * alone is in sight. What is not known for sure is not told.
 */
export function readColumns(select: Select, known: KnownRelations): SelectReading {
  const reader = new Reader(known);
  const output = reader.select(select, undefined);
  return { output, unknown: reader.unknown };
}

class Reader {
  readonly unknown: UnknownColumn[] = [];
  readonly #known: KnownRelations;

  constructor(known: KnownRelations) {
    this.#known = known;
  }

  select(select: Select, parent: Scope | undefined): readonly OutputColumn[] | undefined {
    const scope: Scope = { relations: new Map(), expressions: new Map(), parent };
    this.#addExpressions(select, scope);
    for (const branch of [select.larg, select.rarg]) {
      if (isRecord(branch)) this.select(branch, scope);
    }
    for (const item of listOf(select.fromClause)) this.#addFrom(item, scope);
    const { withClause: _, larg, rarg: _right, fromClause, ...rest } = select;
    this.#expression([rest, conditionsOf(fromClause)], scope, namesOf(select));
    // The first branch of a UNION names the columns.
    return isRecord(larg) ? this.#quietly(larg, scope) : this.#output(select, scope);
  }

  /** A branch was read above; here only its columns are of interest. */
  #quietly(select: Select, scope: Scope): readonly OutputColumn[] | undefined {
    return new Reader(this.#known).select(select, scope);
  }

  #addExpressions(select: Select, scope: Scope): void {
    const clause = isRecord(select.withClause) ? select.withClause : {};
    for (const each of listOf(clause.ctes)) {
      const body = isRecord(each) && isRecord(each.CommonTableExpr) ? each.CommonTableExpr : {};
      const query = isRecord(body.ctequery) ? body.ctequery.SelectStmt : undefined;
      const name = String(body.ctename);
      // Where it reads itself, its columns are open.
      if (clause.recursive === true) scope.expressions.set(name, undefined);
      const columns = isRecord(query) ? this.select(query, scope) : undefined;
      scope.expressions.set(name, renamed(columns, stringsOf(body.aliascolnames)));
    }
  }

  #addFrom(item: unknown, scope: Scope): void {
    if (!isRecord(item)) return;
    const { RangeVar: table, JoinExpr: join, RangeSubselect: derived } = item;
    if (isRecord(table)) {
      const alias = isRecord(table.alias) ? table.alias : undefined;
      const name = String(table.relname);
      const columns =
        table.schemaname === undefined
          ? this.#named(name, scope)
          : this.#known(`${String(table.schemaname)}.${name}`);
      const isRenamed = stringsOf(alias?.colnames).length > 0;
      scope.relations.set(String(alias?.aliasname ?? name), isRenamed ? undefined : columns);
    } else if (isRecord(join)) {
      this.#addFrom(join.larg, scope);
      this.#addFrom(join.rarg, scope);
      if (isRecord(join.alias)) scope.relations.set(String(join.alias.aliasname), undefined);
    } else if (isRecord(derived)) {
      const query = isRecord(derived.subquery) ? derived.subquery.SelectStmt : undefined;
      const columns = isRecord(query) ? this.select(query, scope) : undefined;
      const alias = isRecord(derived.alias) ? derived.alias : {};
      scope.relations.set(String(alias.aliasname), renamed(columns, stringsOf(alias.colnames)));
    } else {
      // A function, or what else stands in FROM.
      const [body] = Object.values(item);
      const alias = isRecord(body) && isRecord(body.alias) ? body.alias : {};
      scope.relations.set(String(alias.aliasname), undefined);
      this.#expression([body], scope, new Set());
    }
  }

  #named(name: string, scope: Scope): Columns {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      if (at.expressions.has(name)) return at.expressions.get(name);
    }
    return this.#known(name);
  }

  /** Judges the references in expressions; SELECTs inside them see what is around them. */
  #expression(roots: readonly unknown[], scope: Scope, outputNames: ReadonlySet<string>): void {
    const waiting: unknown[] = [...roots];
    while (waiting.length > 0) {
      const value = waiting.pop();
      if (Array.isArray(value)) waiting.push(...value);
      if (!isRecord(value)) continue;
      for (const [kind, inner] of Object.entries(value)) {
        if (kind === 'SelectStmt' && isRecord(inner)) this.select(inner, scope);
        else if (kind === 'ColumnRef' && isRecord(inner))
          this.#reference(inner, scope, outputNames);
        else waiting.push(inner);
      }
    }
  }

  #reference(body: Select, scope: Scope, outputNames: ReadonlySet<string>): void {
    const parts = columnParts(body);
    const column = parts.at(-1) ?? '*';
    if (column === '*' || parts.length > 2) return;
    const alias = parts.length === 2 ? (parts[0] ?? '') : onlyRelation(scope);
    // A whole row has the name of its relation; ORDER BY and GROUP BY take names of the result.
    if (
      alias === undefined ||
      (parts.length === 1 && (column === alias || outputNames.has(column)))
    ) {
      return;
    }
    const columns = relationIn(scope, alias);
    if (columns === undefined || columns.has(column)) return;
    this.unknown.push({ alias, column, known: [...columns], location: body.location });
  }

  #output(select: Select, scope: Scope): readonly OutputColumn[] | undefined {
    if (!Array.isArray(select.targetList)) return undefined;
    const columns: OutputColumn[] = [];
    for (const target of select.targetList) {
      const found = outputOf(target, scope);
      if (found === undefined) return undefined;
      columns.push(...found);
    }
    return columns;
  }
}

function outputOf(target: unknown, scope: Scope): readonly OutputColumn[] | undefined {
  const body = isRecord(target) && isRecord(target.ResTarget) ? target.ResTarget : {};
  const { location } = body;
  if (typeof body.name === 'string') return [{ name: body.name, location }];
  const reference = isRecord(body.val) ? body.val.ColumnRef : undefined;
  const parts = isRecord(reference) ? columnParts(reference) : [];
  if (parts.at(-1) !== '*') {
    const name = impliedName(body.val);
    return name === undefined ? undefined : [{ name, location }];
  }
  const alias = parts.length === 2 ? parts[0] : onlyRelation(scope);
  const columns = alias === undefined ? undefined : scope.relations.get(alias);
  return columns === undefined ? undefined : [...columns].map((name) => ({ name, location }));
}

/** The one relation that a plain name can belong to. */
function onlyRelation({ relations, parent }: Scope): string | undefined {
  return relations.size === 1 && (parent === undefined || parent.relations.size === 0)
    ? [...relations.keys()][0]
    : undefined;
}

function relationIn(scope: Scope, alias: string): Columns {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.relations.has(alias)) return at.relations.get(alias);
  }
  return undefined;
}

function renamed(columns: readonly OutputColumn[] | undefined, names: readonly string[]): Columns {
  if (columns === undefined) return names.length > 0 ? new Set(names) : undefined;
  return new Set(columns.map((column, index) => names[index] ?? column.name));
}

/** Conditions of joins, which stand inside FROM. */
function conditionsOf(fromClause: unknown): readonly unknown[] {
  return listOf(fromClause).flatMap((item) => {
    const join = isRecord(item) ? item.JoinExpr : undefined;
    return isRecord(join) ? [join.quals, ...conditionsOf([join.larg, join.rarg])] : [];
  });
}

function namesOf(select: Select): ReadonlySet<string> {
  return new Set(
    listOf(select.targetList).flatMap((target) =>
      isRecord(target) && isRecord(target.ResTarget) && typeof target.ResTarget.name === 'string'
        ? [target.ResTarget.name]
        : [],
    ),
  );
}

/** What PostgreSQL calls a column without AS, as far as that is plain. */
function impliedName(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  if (isRecord(value.ColumnRef)) return columnParts(value.ColumnRef).at(-1);
  if (isRecord(value.FuncCall)) return lastName(value.FuncCall.funcname);
  return isRecord(value.TypeCast) ? impliedName(value.TypeCast.arg) : undefined;
}

function listOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}

function stringsOf(list: unknown): readonly string[] {
  return listOf(list).map((each) =>
    isRecord(each) && isRecord(each.String) ? String(each.String.sval) : '',
  );
}
