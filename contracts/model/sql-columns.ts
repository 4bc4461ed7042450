import {
  comparesRows,
  computedOrder,
  conditionsOf,
  existsQuery,
  fieldOfRow,
  joinsOf,
  listOf,
  namesInFrom,
  namesOf,
  stringsOf,
} from './sql-parts.ts';
import {
  type Origin,
  type Output,
  type OutputColumn,
  onlyRelation,
  outputOf,
  type Relation,
  relationIn,
  renamed,
  type Scope,
  type Select,
  starOf,
  starred,
} from './sql-scope.ts';
import { columnParts, isRecord } from './sql-tree.ts';

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

/** A column of a relation outside of the statement that the statement uses. */
export interface ColumnRead {
  /** `curated.heat_v1`, `changed`. */
  readonly relation: string;
  /** `*` for a whole row of a relation whose columns are not known. */
  readonly column: string;
  /** Byte position of the reference. */
  readonly location: unknown;
}

/** What a SELECT gives, what it uses, and what it asks for in vain. */
export interface SelectReading {
  /** Undefined where a star or a bare expression leaves the columns open. */
  readonly output: readonly OutputColumn[] | undefined;
  readonly unknown: readonly UnknownColumn[];
  /**
   * In no particular order. What a subquery only hands on by a star is used where it is asked for:
   * `SELECT x.a FROM (SELECT * FROM v) AS x` uses `a` alone. A name that several relations may have
   * counts for each of them.
   */
  readonly reads: readonly ColumnRead[];
}

const OPEN: Relation = { columns: undefined };

/**
 * Reads a SELECT against the columns of the relations that it names, scope by scope: WITH, FROM with
 * its subqueries, then expressions. A name without its relation is judged only where one relation
 * alone is in sight. What is not known for sure is not told as unknown.
 */
export function readColumns(select: Select, known: KnownRelations): SelectReading {
  const reader = new Reader(known);
  const output = reader.whole(select);
  return { output, unknown: reader.unknown, reads: reader.reads };
}

class Reader {
  readonly unknown: UnknownColumn[] = [];
  readonly reads: ColumnRead[] = [];
  readonly #known: KnownRelations;

  constructor(known: KnownRelations) {
    this.#known = known;
  }

  whole(select: Select): readonly OutputColumn[] | undefined {
    const output = this.#select(select, undefined);
    this.#useOutput(output);
    return output;
  }

  #use(origin: Origin, location: unknown): void {
    if (origin !== undefined) this.reads.push({ ...origin, location });
  }

  #select(select: Select, parent: Scope | undefined): readonly Output[] | undefined {
    const scope: Scope = { relations: new Map(), expressions: new Map(), parent };
    this.#addExpressions(select, scope);
    const [first] = [select.larg, select.rarg].flatMap((branch, index) => {
      if (!isRecord(branch)) return [];
      const output = this.#select(branch, scope);
      // Columns of further branches go by position, whatever their names: all of them are used.
      if (index > 0) this.#useOutput(output);
      return [output];
    });
    for (const item of listOf(select.fromClause)) this.#addFrom(item, scope);
    const { withClause: _, larg, rarg: _right, fromClause, ...parts } = select;
    const { sortClause: _sort, distinctClause: _distinct, ...rest } = parts;
    const expressions = [rest, computedOrder(select), conditionsOf(fromClause)];
    this.#expression(expressions, scope, namesOf(select));
    this.#joinedColumns(fromClause, scope);
    // The first branch of a UNION names the columns.
    const output = isRecord(larg) ? first : this.#output(select, scope);
    if (comparesRows(select)) this.#useOutput(output);
    return output;
  }

  #addExpressions(select: Select, scope: Scope): void {
    const clause = isRecord(select.withClause) ? select.withClause : {};
    for (const each of listOf(clause.ctes)) {
      const body = isRecord(each) && isRecord(each.CommonTableExpr) ? each.CommonTableExpr : {};
      const query = isRecord(body.ctequery) ? body.ctequery.SelectStmt : undefined;
      const name = String(body.ctename);
      // Where it reads itself, its columns are open.
      if (clause.recursive === true) scope.expressions.set(name, OPEN);
      scope.expressions.set(name, this.#derived(query, body.aliascolnames, scope));
    }
  }

  #derived(query: unknown, names: unknown, scope: Scope): Relation {
    const output = isRecord(query) ? this.#select(query, scope) : undefined;
    return { columns: renamed(output, stringsOf(names)) };
  }

  #addFrom(item: unknown, scope: Scope): void {
    if (!isRecord(item)) return;
    const { RangeVar: table, JoinExpr: join, RangeSubselect: derived } = item;
    if (isRecord(table)) {
      const alias = isRecord(table.alias) ? table.alias : undefined;
      const name = String(table.relname);
      const relation =
        table.schemaname === undefined
          ? this.#named(name, scope)
          : this.#outside(`${String(table.schemaname)}.${name}`);
      scope.relations.set(
        String(alias?.aliasname ?? name),
        this.#renamed(relation, stringsOf(alias?.colnames), table.location),
      );
    } else if (isRecord(join)) {
      this.#addFrom(join.larg, scope);
      this.#addFrom(join.rarg, scope);
      if (isRecord(join.alias)) this.#nameJoin(join, join.alias, scope);
    } else if (isRecord(derived)) {
      const query = isRecord(derived.subquery) ? derived.subquery.SelectStmt : undefined;
      const alias = isRecord(derived.alias) ? derived.alias : {};
      const relation = this.#derived(query, alias.colnames, scope);
      scope.relations.set(String(alias.aliasname), relation);
    } else {
      // A function, or what else stands in FROM.
      const [body] = Object.values(item);
      const alias = isRecord(body) && isRecord(body.alias) ? body.alias : {};
      scope.relations.set(String(alias.aliasname), OPEN);
      this.#expression([body], scope, new Set());
    }
  }

  /** `(a JOIN b …) AS q`: the columns of both sides. Where some are not known, all count. */
  #nameJoin(join: Select, alias: Select, scope: Scope): void {
    const columns = new Map<string, Origin>();
    let isOpen = stringsOf(alias.colnames).length > 0;
    const sides = namesInFrom([join.larg, join.rarg]).flatMap(({ name, location }) => {
      const relation = scope.relations.get(name);
      return relation === undefined ? [] : [{ name, location, relation }];
    });
    for (const { name, relation } of sides) {
      if (relation.columns === undefined) isOpen = true;
      for (const [column, origin] of relation.columns ?? []) columns.set(column, origin);
      scope.relations.set(name, { ...relation, isHidden: true });
    }
    if (isOpen) for (const { relation, location } of sides) this.#useAll(relation, location);
    scope.relations.set(String(alias.aliasname), isOpen ? OPEN : { columns });
  }

  #named(name: string, scope: Scope): Relation {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const found = at.expressions.get(name);
      if (found !== undefined) return found;
    }
    return this.#outside(name);
  }

  #outside(name: string): Relation {
    const columns = this.#known(name);
    return {
      outside: name,
      columns:
        columns && new Map([...columns].map((column) => [column, { relation: name, column }])),
    };
  }

  /** Columns that are renamed where the relation is named go by position: all of them are used. */
  #renamed(relation: Relation, names: readonly string[], location: unknown): Relation {
    if (names.length === 0) return relation;
    this.#useAll(relation, location);
    return OPEN;
  }

  #useAll({ columns, outside }: Relation, location: unknown): void {
    if (columns !== undefined) for (const origin of columns.values()) this.#use(origin, location);
    else if (outside !== undefined) this.#use({ relation: outside, column: '*' }, location);
  }

  /** USING and NATURAL name columns of both sides. */
  #joinedColumns(fromClause: unknown, scope: Scope): void {
    for (const join of joinsOf(fromClause)) {
      const names = stringsOf(join.usingClause);
      const sides = namesInFrom([join.larg, join.rarg]).flatMap(({ name, location }) => {
        const relation = scope.relations.get(name);
        return relation === undefined ? [] : [{ relation, location }];
      });
      for (const { relation, location } of sides) {
        const shared = [...(relation.columns?.keys() ?? [])].filter((column) =>
          sides.some((other) => other.relation !== relation && other.relation.columns?.has(column)),
        );
        for (const column of join.isNatural === true ? shared : names) {
          this.#useColumn(relation, column, location);
        }
      }
    }
  }

  #useColumn({ columns, outside }: Relation, column: string, location: unknown): void {
    const isOpen = columns === undefined && outside !== undefined;
    this.#use(isOpen ? { relation: outside, column } : columns?.get(column), location);
  }

  /** Judges the references in expressions; SELECTs inside them see what is around them. */
  #expression(roots: readonly unknown[], scope: Scope, outputNames: ReadonlySet<string>): void {
    const waiting: unknown[] = [...roots];
    while (waiting.length > 0) {
      const value = waiting.pop();
      if (Array.isArray(value)) waiting.push(...value);
      if (!isRecord(value)) continue;
      for (const [kind, inner] of Object.entries(value)) {
        if (kind === 'SelectStmt' && isRecord(inner)) {
          this.#useOutput(this.#select(inner, scope));
        } else if (kind === 'ColumnRef' && isRecord(inner)) {
          this.#reference(inner, scope, outputNames);
        } else if (kind === 'ResTarget' && starOf(value) !== undefined) {
          // It is used where its columns are.
        } else if (kind === 'A_Indirection' && isRecord(inner)) {
          const field = fieldOfRow(inner, (name) => relationIn(scope, name) !== undefined);
          if (field === undefined) waiting.push(inner);
          else {
            this.#reference(field, scope, outputNames);
            waiting.push(inner.indirection);
          }
        } else {
          const asked = kind === 'SubLink' && isRecord(inner) ? existsQuery(inner) : undefined;
          // EXISTS asks for rows, whatever is in them.
          if (asked !== undefined) this.#select(asked, scope);
          else waiting.push(inner);
        }
      }
    }
  }

  #useOutput(output: readonly Output[] | undefined): void {
    for (const { origin, location } of output ?? []) this.#use(origin, location);
  }

  #reference(body: Select, scope: Scope, outputNames: ReadonlySet<string>): void {
    const parts = columnParts(body);
    const column = parts.at(-1) ?? '*';
    const { location } = body;
    const alias = parts.length > 1 ? parts.at(-2) : onlyRelation(scope);
    const named = alias === undefined ? undefined : relationIn(scope, alias);
    const relation = parts.length > 2 ? this.#outside(parts.slice(-3, -1).join('.')) : named;
    if (column === '*') {
      if (parts.length > 1 && relation !== undefined) this.#useAll(relation, location);
      return;
    }
    if (parts.length === 1) this.#useSomewhere(column, scope, location);
    else if (relation !== undefined) this.#useColumn(relation, column, location);
    // A whole row has the name of its relation; ORDER BY and GROUP BY take names of the result.
    const isOther = parts.length === 1 && (column === alias || outputNames.has(column));
    const columns = relation?.columns;
    if (alias === undefined || isOther || columns === undefined || columns.has(column)) return;
    const { outside } = relation ?? OPEN;
    if (outside !== undefined) this.#use({ relation: outside, column }, location);
    this.unknown.push({ alias, column, known: [...columns.keys()], location });
  }

  /** A name without its relation: of the innermost scope that has it, or a whole row. */
  #useSomewhere(column: string, scope: Scope, location: unknown): void {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const whole = at.relations.get(column);
      if (whole !== undefined) this.#useAll(whole, location);
      const having = [...at.relations.values()].filter(({ columns }) => columns?.has(column));
      for (const relation of having) this.#useColumn(relation, column, location);
      if (whole !== undefined || having.length > 0) return;
    }
    const alias = onlyRelation(scope);
    const only = alias === undefined ? undefined : scope.relations.get(alias);
    if (only !== undefined && only.columns === undefined) this.#useColumn(only, column, location);
  }

  #output(select: Select, scope: Scope): readonly Output[] | undefined {
    if (!Array.isArray(select.targetList)) return undefined;
    const columns: Output[] = [];
    let isOpen = false;
    for (const target of select.targetList) {
      const found = outputOf(target, scope);
      if (found === undefined) isOpen = true;
      else columns.push(...found);
    }
    if (!isOpen) return columns;
    // Nobody can tell which of them are asked for.
    for (const target of select.targetList) this.#useStar(target, scope);
    return undefined;
  }

  #useStar(target: unknown, scope: Scope): void {
    const reference = starOf(target);
    if (reference === undefined) return;
    for (const relation of starred(reference, scope)) this.#useAll(relation, reference.location);
  }
}
