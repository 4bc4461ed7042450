import { listOf, stringsOf } from './sql-parts.ts';
import { columnParts, isRecord, lastName, sqlNodes } from './sql-tree.ts';

type Select = Readonly<Record<string, unknown>>;

/** What a statement says, as a whole, about which rows it leaves out. */
export interface KeptOut {
  /** Names of columns, of whatever relation, on which it may depend whether a row stays. */
  readonly columns: ReadonlySet<string>;
  /** How often each relation is named in a FROM. */
  readonly named: ReadonlyMap<string, number>;
  /** The queries of WITH, by name. */
  readonly expressions: ReadonlyMap<string, readonly Select[]>;
  /** A NATURAL join compares columns that the text does not name. */
  readonly hasNatural: boolean;
}

/**
 * Names alone, without their relations: a condition may reach a column through keys, renamed columns
 * and further queries over the same view, which no text tells apart for sure.
 */
export function keptOut(root: Select): KeptOut {
  const conditions: unknown[] = [];
  const columns = new Set<string>();
  const derived: { readonly names: readonly string[]; readonly uses: readonly string[] }[] = [];
  const named = new Map<string, number>();
  const expressions = new Map<string, readonly Select[]>();
  let hasNatural = false;
  for (const { kind, body } of sqlNodes({ SelectStmt: root })) {
    if (kind === 'ResTarget' && typeof body.name === 'string') {
      derived.push({ names: [body.name], uses: namesIn([body.val]) });
    } else if (kind === 'RangeVar') {
      const name = relationName(body);
      named.set(name, (named.get(name) ?? 0) + 1);
    } else if (kind === 'CommonTableExpr') {
      const query = queryOf(body.ctequery);
      const name = String(body.ctename);
      if (query !== undefined) expressions.set(name, [...(expressions.get(name) ?? []), query]);
      derived.push(renamed(body.aliascolnames, body.ctequery));
    } else if (kind === 'RangeSubselect') {
      const alias = isRecord(body.alias) ? body.alias : {};
      derived.push(renamed(alias.colnames, body.subquery));
    } else if (kind === 'JoinExpr') {
      if (body.isNatural === true) hasNatural = true;
      for (const name of stringsOf(body.usingClause)) columns.add(name);
    } else if (kind === 'SelectStmt' && isOneRow(body)) {
      // Its conditions decide about the values that it gives.
      derived.push({ names: targetNames(body), uses: namesIn([body]) });
    }
  }
  conditions.push(...rowConditions(root));
  for (const name of namesIn(conditions)) columns.add(name);
  for (let size = -1; size !== columns.size; ) {
    size = columns.size;
    for (const { names, uses } of derived) {
      if (names.some((name) => columns.has(name))) for (const use of uses) columns.add(use);
    }
  }
  return { columns, named, expressions, hasNatural };
}

/** `curated.heat_v1`, or the name of a query of WITH. */
export function relationName({ schemaname, relname }: Select): string {
  return schemaname === undefined ? String(relname) : `${String(schemaname)}.${String(relname)}`;
}

/** An aggregate without GROUP BY: always one row, whatever its conditions leave out. */
export function isOneRow(select: Select): boolean {
  const { targetList, groupClause, havingClause, limitCount, limitOffset, larg } = select;
  if ([groupClause, havingClause, limitCount, limitOffset, larg].some((each) => each !== undefined))
    return false;
  const calls = listOf(targetList).flatMap((target) => [...callsIn(target)]);
  return calls.some(isAggregate) && !calls.some(isSetReturning);
}

/** All column references below, those inside further queries too. */
export function referencesIn(roots: readonly unknown[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  for (const { kind, body } of sqlNodes(roots)) {
    if (kind === 'ColumnRef') found.push(columnParts(body));
  }
  return found;
}

/** What stands in this FROM and may leave rows out: functions, and subqueries that see the others. */
export function filtersInFrom(items: readonly unknown[]): readonly unknown[] {
  return items.flatMap((item) => {
    if (!isRecord(item)) return [];
    const { JoinExpr: join, RangeSubselect: derived, RangeVar: table } = item;
    if (isRecord(join)) return filtersInFrom([join.larg, join.rarg]);
    if (table !== undefined) return [];
    if (!isRecord(derived)) return [item];
    const query = queryOf(derived.subquery);
    return derived.lateral === true && query !== undefined && !isOneRow(query) ? [query] : [];
  });
}

/** The conditions of a query and of those inside it, of which one row less may be the result. */
function rowConditions(root: Select): readonly unknown[] {
  const found: unknown[] = [];
  const waiting: unknown[] = [{ SelectStmt: root }];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) waiting.push(...value);
    if (!isRecord(value)) continue;
    for (const [kind, body] of Object.entries(value)) {
      // A subquery among the values leaves no row out.
      if (kind === 'SubLink') continue;
      if (kind === 'SelectStmt' && isRecord(body) && isOneRow(body)) continue;
      if (isRecord(body)) found.push(...ownConditions(kind, body));
      waiting.push(body);
    }
  }
  return found;
}

function ownConditions(kind: string, body: Select): readonly unknown[] {
  switch (kind) {
    case 'SelectStmt':
    case 'larg':
    case 'rarg':
      return [
        body.whereClause,
        body.havingClause,
        ...(body.limitCount === undefined && body.distinctClause === undefined
          ? []
          : [body.sortClause]),
        ...filtersInFrom(listOf(body.fromClause)),
      ];
    case 'JoinExpr':
      return body.jointype === 'JOIN_INNER' ? [body.quals] : [];
    case 'WindowDef':
    case 'over':
      return [body.orderClause];
    case 'FuncCall':
      return isSetReturning(body) ? [body.args] : [];
    default:
      return [];
  }
}

function namesIn(roots: readonly unknown[]): readonly string[] {
  return referencesIn(roots).map((parts) => parts.at(-1) ?? '');
}

function renamed(names: unknown, query: unknown) {
  const select = queryOf(query);
  return { names: stringsOf(names), uses: select === undefined ? [] : namesIn([select]) };
}

function queryOf(query: unknown): Select | undefined {
  return isRecord(query) && isRecord(query.SelectStmt) ? query.SelectStmt : undefined;
}

function targetNames(select: Select): readonly string[] {
  return listOf(select.targetList).flatMap((target) => {
    const body = isRecord(target) && isRecord(target.ResTarget) ? target.ResTarget : {};
    if (typeof body.name === 'string') return [body.name];
    const call = isRecord(body.val) ? body.val.FuncCall : undefined;
    return isRecord(call) ? [lastName(call.funcname)] : [];
  });
}

/** The calls of an expression, without those of queries inside it. */
function* callsIn(root: unknown): Iterable<Select> {
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (Array.isArray(value)) waiting.push(...value);
    if (!isRecord(value)) continue;
    for (const [kind, body] of Object.entries(value)) {
      if (kind === 'SubLink') continue;
      if (kind === 'FuncCall' && isRecord(body)) yield body;
      waiting.push(body);
    }
  }
}

const aggregates =
  /^(count|sum|avg|min|max|every|bool_(and|or)|bit_(and|or|xor)|(stddev|var|variance)(_pop|_samp)?|(array|string|jsonb?|range|xml)(_object)?_agg|percentile_(cont|disc)|mode|corr|covar_.*|regr_.*)$/;

function isAggregate({ funcname, over }: Select): boolean {
  return over === undefined && aggregates.test(lastName(funcname));
}

const setReturning =
  /^(unnest|generate_(series|subscripts)|.*_to_table|string_to_table|regexp_matches|jsonb?_(array_elements|each)(_text)?|jsonb?_object_keys|jsonb_path_query(_tz)?|jsonb?_(populate|to)_recordset)$/;

function isSetReturning({ funcname }: Select): boolean {
  return setReturning.test(lastName(funcname));
}
