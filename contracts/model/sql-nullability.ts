import {
  filtersInFrom,
  isOneRow,
  type KeptOut,
  keptOut,
  referencesIn,
  relationName,
} from './sql-kept-out.ts';
import { anyOf, type Nullness, type NullReason, nullnessOf } from './sql-nullness.ts';
import { impliedName, listOf, stringsOf } from './sql-parts.ts';
import { columnParts, isRecord, sqlNodes } from './sql-tree.ts';

/** A column of a SELECT's result that can be NULL. */
export interface NullableOutput {
  readonly name: string;
  readonly reason: NullReason;
  /** Byte position of the expression. */
  readonly location: unknown;
}

/** For each column of a view whether it may be NULL; undefined for a view that is not known. */
export type KnownNullability = (view: string) => ReadonlyMap<string, boolean> | undefined;

type Select = Readonly<Record<string, unknown>>;
type Columns = ReadonlyMap<string, Nullness>;

interface Scope {
  /** Undefined where the columns of a relation are not known. */
  readonly relations: Map<string, Columns | undefined>;
  readonly expressions: Map<string, Columns | undefined>;
  readonly parent: Scope | undefined;
}

interface Output {
  readonly name: string;
  readonly nullness: Nullness;
  readonly location: unknown;
}

/**
 * The columns of a result that surely can be NULL: a nullable column that is handed on or goes
 * through an operator or function that gives NULL for NULL, and what comes from the far side of an
 * outer join. Nothing is told in doubt: whatever condition of the statement has the column's name is
 * taken to keep its NULLs out, and one on the far side of an outer join the rows that lack it; CASE,
 * NULLIF, COALESCE of several nullable values and aggregates are not judged.
 */
export function nullableOutputs(
  select: Select,
  known: KnownNullability,
): readonly NullableOutput[] {
  const kept = keptOut(select);
  if (kept.hasNatural) return [];
  const output = new Judge(known, kept).select(select, undefined) ?? [];
  return output.flatMap(({ name, nullness, location }) =>
    typeof nullness === 'string' || (nullness.kind !== 'null' && kept.columns.has(nullness.column))
      ? []
      : [{ name, reason: nullness, location }],
  );
}

class Judge {
  readonly #known: KnownNullability;
  readonly #kept: KeptOut;

  constructor(known: KnownNullability, kept: KeptOut) {
    this.#known = known;
    this.#kept = kept;
  }

  select(select: Select, parent: Scope | undefined): readonly Output[] | undefined {
    const scope: Scope = { relations: new Map(), expressions: new Map(), parent };
    this.#addExpressions(select, scope);
    if (isRecord(select.larg) && isRecord(select.rarg)) {
      return combined(select.op, this.select(select.larg, scope), this.select(select.rarg, scope));
    }
    for (const item of listOf(select.fromClause)) this.#addFrom(item, scope);
    guard(
      [select.whereClause, select.havingClause, ...filtersInFrom(listOf(select.fromClause))],
      scope,
    );
    if (asksOthers(select.whereClause)) forgetMissing([...scope.relations.keys()], scope);
    return this.#output(select, scope);
  }

  #addExpressions(select: Select, scope: Scope): void {
    const clause = isRecord(select.withClause) ? select.withClause : {};
    for (const each of listOf(clause.ctes)) {
      const body = isRecord(each) && isRecord(each.CommonTableExpr) ? each.CommonTableExpr : {};
      const name = String(body.ctename);
      scope.expressions.set(name, undefined);
      if (clause.recursive === true) continue;
      scope.expressions.set(name, this.#derived(body.ctequery, body.aliascolnames, scope));
    }
  }

  #derived(query: unknown, names: unknown, scope: Scope): Columns | undefined {
    const inner = isRecord(query) && isRecord(query.SelectStmt) ? query.SelectStmt : undefined;
    const output = inner === undefined ? undefined : this.select(inner, scope);
    if (output === undefined) return undefined;
    const renamed = stringsOf(names);
    return new Map(output.map(({ name, nullness }, index) => [renamed[index] ?? name, nullness]));
  }

  /** Adds what stands in FROM; returns the names of its relations. */
  #addFrom(item: unknown, scope: Scope): readonly string[] {
    if (!isRecord(item)) return [];
    const { RangeVar: table, JoinExpr: join, RangeSubselect: derived } = item;
    if (isRecord(join)) return this.#addJoin(join, scope);
    const [body] = Object.values(item);
    const aliased = isRecord(body) && isRecord(body.alias) ? body.alias : undefined;
    const relname = isRecord(table) ? String(table.relname) : '';
    const alias = String(aliased?.aliasname ?? relname);
    let columns: Columns | undefined;
    if (isRecord(table)) {
      const isRenamed = stringsOf(aliased?.colnames).length > 0;
      columns = isRenamed ? undefined : this.#table(table, scope);
    } else if (isRecord(derived)) {
      columns = this.#derived(derived.subquery, aliased?.colnames, scope);
    }
    scope.relations.set(alias, columns);
    return [alias];
  }

  #table(table: Select, scope: Scope): Columns | undefined {
    const name = String(table.relname);
    if (table.schemaname !== undefined) {
      const relation = relationName(table);
      const columns = this.#known(relation);
      if (columns === undefined) return undefined;
      return new Map(
        [...columns].map(([column, nullable]) => [
          column,
          nullable ? { kind: 'column', relation, column } : 'never',
        ]),
      );
    }
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      if (at.expressions.has(name)) return at.expressions.get(name);
    }
    return undefined;
  }

  #addJoin(join: Select, scope: Scope): readonly string[] {
    const left = this.#addFrom(join.larg, scope);
    const right = this.#addFrom(join.rarg, scope);
    const kind = join.jointype;
    if (kind === 'JOIN_INNER') guard([join.quals], scope);
    if (kind === 'JOIN_LEFT' || kind === 'JOIN_FULL') this.#missing(join, 'rarg', right, scope);
    if (kind === 'JOIN_RIGHT' || kind === 'JOIN_FULL') this.#missing(join, 'larg', left, scope);
    // Its columns are those of both sides under one name, some of them merged.
    if (join.usingClause !== undefined || join.isNatural === true) {
      for (const name of [...left, ...right]) scope.relations.set(name, undefined);
    }
    if (!isRecord(join.alias)) return [...left, ...right];
    const alias = String(join.alias.aliasname);
    scope.relations.set(alias, undefined);
    return [...left, ...right, alias];
  }

  /** The rows of these relations may be missing; where the join may always find one, nobody can tell. */
  #missing(join: Select, side: 'larg' | 'rarg', names: readonly string[], scope: Scope): void {
    const far = new Map(names.map((name) => [name, scope.relations.get(name)]));
    guard([join.quals], { ...scope, relations: far });
    for (const [name, columns] of far) scope.relations.set(name, columns);
    mayBeMissing(names, scope);
    const isCompared = referencesIn([join.quals]).length > 0;
    if (!isCompared || this.#mayAlwaysFit(join[side])) forgetMissing(names, scope);
  }

  /** One row at any rate, or rows of a view that others of the statement come from as well. */
  #mayAlwaysFit(side: unknown): boolean {
    const waiting: unknown[] = [side];
    const seen = new Set<string>();
    while (waiting.length > 0) {
      for (const { kind, body } of sqlNodes(waiting.pop())) {
        if (kind === 'SelectStmt' && isOneRow(body)) return true;
        if (kind !== 'RangeVar') continue;
        const name = relationName(body);
        if ((this.#kept.named.get(name) ?? 0) > 1) return true;
        if (seen.has(name)) continue;
        seen.add(name);
        const queries = this.#kept.expressions.get(name) ?? [];
        waiting.push(...queries.map((query) => ({ SelectStmt: query })));
      }
    }
    return false;
  }

  #output(select: Select, scope: Scope): readonly Output[] | undefined {
    if (!Array.isArray(select.targetList)) return undefined;
    const found: Output[] = [];
    for (const target of select.targetList) {
      const body = isRecord(target) && isRecord(target.ResTarget) ? target.ResTarget : {};
      const { location } = body;
      const reference = isRecord(body.val) ? body.val.ColumnRef : undefined;
      const parts = isRecord(reference) ? columnParts(reference) : [];
      if (parts.at(-1) === '*') {
        const stars = starred(parts.at(-2) ?? '*', scope, location);
        if (stars === undefined) return undefined;
        found.push(...stars);
        continue;
      }
      const name =
        typeof body.name === 'string' ? body.name : (parts.at(-1) ?? impliedName(body.val) ?? '');
      const nullness = nullnessOf(body.val, (names) => columnNullness(names, scope));
      found.push({ name, nullness, location });
    }
    return found;
  }
}

/** The rows of both branches of a UNION, those of the left one of EXCEPT, those in both of INTERSECT. */
function combined(
  operation: unknown,
  left: readonly Output[] | undefined,
  right: readonly Output[] | undefined,
): readonly Output[] | undefined {
  if (left === undefined || right === undefined) return undefined;
  return left.map((output, index) => {
    const one = output.nullness;
    const other = right[index]?.nullness ?? 'unknown';
    if (operation === 'SETOP_UNION') return { ...output, nullness: anyOf([one, other]) };
    if (operation === 'SETOP_EXCEPT') {
      return { ...output, nullness: one === 'never' || other === 'never' ? one : 'unknown' };
    }
    return { ...output, nullness: one === 'never' || other === 'never' ? 'never' : 'unknown' };
  });
}

function columnNullness(parts: readonly string[], scope: Scope): Nullness {
  const [first = '', second] = parts;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (second !== undefined) {
      if (at.relations.has(first)) return at.relations.get(first)?.get(second) ?? 'unknown';
      continue;
    }
    const all = [...at.relations.values()];
    if (all.includes(undefined)) return 'unknown';
    const having = all.filter((columns) => columns?.has(first));
    if (having.length > 0) return (having.length === 1 && having[0]?.get(first)) || 'unknown';
  }
  return 'unknown';
}

function starred(
  alias: string,
  { relations }: Scope,
  location: unknown,
): readonly Output[] | undefined {
  const found: Output[] = [];
  for (const [name, columns] of relations) {
    if (alias !== '*' && alias !== name) continue;
    if (columns === undefined) return undefined;
    for (const [column, nullness] of columns) found.push({ name: column, nullness, location });
  }
  return found;
}

function mayBeMissing(names: readonly string[], { relations }: Scope): void {
  for (const alias of names) {
    const columns = relations.get(alias);
    if (columns === undefined) continue;
    relations.set(
      alias,
      mapped(columns, (nullness, column) =>
        typeof nullness === 'string' ? { kind: 'outer-join', alias, column } : nullness,
      ),
    );
  }
}

function forgetMissing(names: readonly string[], { relations }: Scope): void {
  for (const name of names) {
    const columns = relations.get(name);
    if (columns === undefined) continue;
    relations.set(
      name,
      mapped(columns, (nullness) => (isMissing(nullness) ? 'unknown' : nullness)),
    );
  }
}

/**
 * A condition on a column may keep its NULLs out, and one on any column of an outer join's far side
 * may keep out the rows that lack it. A whole row (`d`, `d.*`) is all of its columns.
 */
function guard(conditions: readonly unknown[], scope: Scope): void {
  const { relations } = scope;
  for (const parts of referencesIn(conditions)) {
    const column = parts.at(-1) ?? '';
    const of = parts.at(-2);
    for (const [alias, columns] of relations) {
      if (columns === undefined || (of !== undefined && of !== alias)) continue;
      const isWhole = column === '*' || (of === undefined && column === alias);
      if (!isWhole && !columns.has(column)) continue;
      if ([...columns.values()].some(isMissing)) forgetMissing([...relations.keys()], scope);
      relations.set(
        alias,
        mapped(relations.get(alias) ?? columns, (nullness, name) =>
          nullness !== 'never' && (isWhole || name === column) ? 'unknown' : nullness,
        ),
      );
    }
  }
}

function isMissing(nullness: Nullness): boolean {
  return typeof nullness !== 'string' && nullness.kind === 'outer-join';
}

function mapped(
  columns: Columns,
  change: (nullness: Nullness, column: string) => Nullness,
): Columns {
  return new Map([...columns].map(([column, nullness]) => [column, change(nullness, column)]));
}

/** A condition with a query inside may ask whether the far side of a join has a row. */
function asksOthers(condition: unknown): boolean {
  return [...sqlNodes(condition)].some(({ kind }) => kind === 'SubLink');
}
