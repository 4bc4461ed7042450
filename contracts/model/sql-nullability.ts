import { impliedName, listOf, stringsOf } from './sql-parts.ts';
import { columnParts, isRecord, lastName } from './sql-tree.ts';

/** Why a value can be NULL, as surely as the text of a SELECT tells. */
export type NullReason =
  /** A column of a view that may be NULL comes through, and nothing keeps its NULLs out. */
  | { readonly kind: 'column'; readonly relation: string; readonly column: string }
  /** The row of this side of an outer join may be missing. */
  | { readonly kind: 'outer-join'; readonly alias: string; readonly column: string }
  | { readonly kind: 'null' };

/** A column of a SELECT's result that can be NULL. */
export interface NullableOutput {
  readonly name: string;
  readonly reason: NullReason;
  /** Byte position of the expression. */
  readonly location: unknown;
}

/** For each column of a view whether it may be NULL; undefined for a view that is not known. */
export type KnownNullability = (view: string) => ReadonlyMap<string, boolean> | undefined;

/** `never`: no NULL. `unknown`: cannot be told from the text. Otherwise the reason why it can be. */
type Nullness = 'never' | 'unknown' | NullReason;
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
 * outer join. A condition that names the column is taken to keep its NULLs out; CASE, NULLIF and
 * aggregates are not judged.
 */
export function nullableOutputs(
  select: Select,
  known: KnownNullability,
): readonly NullableOutput[] {
  const output = new Judge(known).select(select, undefined) ?? [];
  return output.flatMap(({ name, nullness, location }) =>
    typeof nullness === 'string' ? [] : [{ name, reason: nullness, location }],
  );
}

class Judge {
  readonly #known: KnownNullability;

  constructor(known: KnownNullability) {
    this.#known = known;
  }

  select(select: Select, parent: Scope | undefined): readonly Output[] | undefined {
    const scope: Scope = { relations: new Map(), expressions: new Map(), parent };
    this.#addExpressions(select, scope);
    if (isRecord(select.larg) && isRecord(select.rarg)) {
      return either(this.select(select.larg, scope), this.select(select.rarg, scope));
    }
    for (const item of listOf(select.fromClause)) this.#addFrom(item, scope);
    guard([select.whereClause, select.havingClause], scope);
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
      const relation = `${String(table.schemaname)}.${name}`;
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
    const always = isTrue(join.quals);
    if (kind === 'JOIN_LEFT' || kind === 'JOIN_FULL') mayBeMissing(right, scope, always);
    if (kind === 'JOIN_RIGHT' || kind === 'JOIN_FULL') mayBeMissing(left, scope, always);
    if (kind === 'JOIN_INNER') guard([join.quals], scope);
    // Its columns are those of both sides under one name, some of them merged.
    if (join.usingClause !== undefined || join.isNatural === true) {
      for (const name of [...left, ...right]) scope.relations.set(name, undefined);
    }
    if (!isRecord(join.alias)) return [...left, ...right];
    const alias = String(join.alias.aliasname);
    scope.relations.set(alias, undefined);
    return [...left, ...right, alias];
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
        const stars = starred(parts[0] ?? '*', scope, location);
        if (stars === undefined) return undefined;
        found.push(...stars);
        continue;
      }
      const name =
        typeof body.name === 'string' ? body.name : (parts.at(-1) ?? impliedName(body.val) ?? '');
      found.push({ name, nullness: this.#nullness(body.val, scope), location });
    }
    return found;
  }

  #nullness(value: unknown, scope: Scope): Nullness {
    if (!isRecord(value)) return 'unknown';
    const [entry] = Object.entries(value);
    if (entry === undefined || !isRecord(entry[1])) return 'unknown';
    const [kind, body] = entry;
    const of = (inner: unknown) => this.#nullness(inner, scope);
    switch (kind) {
      case 'ColumnRef':
        return columnNullness(columnParts(body), scope);
      case 'A_Const':
        return body.isnull === true ? { kind: 'null' } : 'never';
      case 'TypeCast':
      case 'CollateClause':
        return of(body.arg);
      case 'NullTest':
      case 'BooleanTest':
      case 'A_ArrayExpr':
      case 'RowExpr':
        return 'never';
      case 'CoalesceExpr':
      case 'MinMaxExpr':
        return allOf(listOf(body.args).map(of));
      case 'BoolExpr':
        return body.boolop === 'NOT_EXPR' ? anyOf(listOf(body.args).map(of)) : 'unknown';
      case 'A_Expr':
        return operatorNullness(body, of);
      case 'FuncCall':
        return callNullness(body, of);
      case 'SubLink':
        return body.subLinkType === 'EXISTS_SUBLINK' ? 'never' : 'unknown';
      default:
        return 'unknown';
    }
  }
}

function operatorNullness(body: Select, of: (value: unknown) => Nullness): Nullness {
  switch (body.kind) {
    case 'AEXPR_OP': {
      const operands = body.lexpr === undefined ? [body.rexpr] : [body.lexpr, body.rexpr];
      const found = anyOf(operands.map(of));
      // Of a document, also what is there may give NULL.
      return found === 'never' && !strictOperators.has(lastName(body.name)) ? 'unknown' : found;
    }
    case 'AEXPR_IN':
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
    case 'AEXPR_BETWEEN': {
      const found = of(body.lexpr);
      return found === 'never' ? 'unknown' : found;
    }
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      return 'never';
    default:
      return 'unknown';
  }
}

const strictOperators = new Set(['+', '-', '*', '/', '%', '||', '=', '<', '>', '<=', '>=', '<>']);

/** Give NULL where an argument is NULL, and a value where none is. */
const strictFunctions = new Set(
  `abs ceil ceiling floor round trunc sign sqrt exp ln power mod length char_length lower upper btrim
  ltrim rtrim replace left right lpad rpad substring date_trunc timezone date_part extract to_char
  make_date make_time md5 reverse initcap date_bin age`.split(/\s+/),
);

function callNullness(body: Select, of: (value: unknown) => Nullness): Nullness {
  const name = lastName(body.funcname);
  if (body.over !== undefined) return 'unknown';
  if (name === 'count') return 'never';
  if (!strictFunctions.has(name)) return 'unknown';
  return anyOf(listOf(body.args).map(of));
}

/** NULL where any is. */
function anyOf(parts: readonly Nullness[]): Nullness {
  const reason = parts.find((part) => typeof part !== 'string');
  return reason ?? (parts.every((part) => part === 'never') ? 'never' : 'unknown');
}

/** NULL where all are. */
function allOf(parts: readonly Nullness[]): Nullness {
  if (parts.includes('never')) return 'never';
  const [first] = parts;
  return first !== undefined && parts.every((part) => typeof part !== 'string') ? first : 'unknown';
}

/** A row of either branch of a UNION. */
function either(
  left: readonly Output[] | undefined,
  right: readonly Output[] | undefined,
): readonly Output[] | undefined {
  if (left === undefined || right === undefined) return undefined;
  return left.map((output, index) => ({
    ...output,
    nullness: anyOf([output.nullness, right[index]?.nullness ?? 'unknown']),
  }));
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

/** The rows of these relations may be missing; where the join always finds one, nobody can tell. */
function mayBeMissing(names: readonly string[], { relations }: Scope, always: boolean): void {
  for (const alias of names) {
    const columns = relations.get(alias);
    if (columns === undefined) continue;
    relations.set(
      alias,
      new Map(
        [...columns].map(([column, nullness]) => [
          column,
          always
            ? 'unknown'
            : typeof nullness === 'string'
              ? { kind: 'outer-join', alias, column }
              : nullness,
        ]),
      ),
    );
  }
}

/**
 * A condition on a column may keep its NULLs out, and one on any column of an outer join's far side
 * may keep out the rows that lack it.
 */
function guard(conditions: readonly unknown[], { relations }: Scope): void {
  for (const parts of referencesIn(conditions)) {
    const column = parts.at(-1) ?? '';
    for (const [alias, columns] of relations) {
      if (columns === undefined || (parts.length > 1 && parts[0] !== alias)) continue;
      if (!columns.has(column)) continue;
      relations.set(
        alias,
        new Map(
          [...columns].map(([name, nullness]) => {
            const isMissing = typeof nullness !== 'string' && nullness.kind === 'outer-join';
            const isKept = nullness !== 'never' && (name === column || isMissing);
            return [name, isKept ? 'unknown' : nullness];
          }),
        ),
      );
    }
  }
}

function referencesIn(roots: readonly unknown[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const waiting: unknown[] = [...roots];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) waiting.push(...value);
    if (!isRecord(value)) continue;
    if (isRecord(value.ColumnRef)) found.push(columnParts(value.ColumnRef));
    else waiting.push(...Object.values(value));
  }
  return found;
}

function isTrue(quals: unknown): boolean {
  const constant = isRecord(quals) ? quals.A_Const : undefined;
  return isRecord(constant) && isRecord(constant.boolval) && constant.boolval.boolval === true;
}
