import { columnParts, isRecord, lastName } from './sql-tree.ts';

type Select = Readonly<Record<string, unknown>>;

/** The SELECT of an EXISTS. */
export function existsQuery({ subLinkType, subselect }: Select): Select | undefined {
  const query = isRecord(subselect) ? subselect.SelectStmt : undefined;
  return subLinkType === 'EXISTS_SUBLINK' && isRecord(query) ? query : undefined;
}

/** All joins of a FROM, outer ones first. */
export function joinsOf(fromClause: unknown): readonly Select[] {
  return listOf(fromClause).flatMap((item) => {
    const join = isRecord(item) ? item.JoinExpr : undefined;
    return isRecord(join) ? [join, ...joinsOf([join.larg, join.rarg])] : [];
  });
}

/** The names of relations in a FROM, and where they stand. */
export function namesInFrom(
  items: readonly unknown[],
): readonly { readonly name: string; readonly location: unknown }[] {
  return items.flatMap((item) => {
    if (!isRecord(item)) return [];
    if (isRecord(item.JoinExpr)) return namesInFrom([item.JoinExpr.larg, item.JoinExpr.rarg]);
    const [body] = Object.values(item);
    if (!isRecord(body)) return [];
    const name = isRecord(body.alias) ? body.alias.aliasname : body.relname;
    return typeof name === 'string' ? [{ name, location: body.location }] : [];
  });
}

/** Conditions of joins, which stand inside FROM. */
export function conditionsOf(fromClause: unknown): readonly unknown[] {
  return joinsOf(fromClause).map((join) => join.quals);
}

/** What PostgreSQL calls a column without AS, as far as that is plain. */
export function impliedName(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  if (isRecord(value.ColumnRef)) return columnParts(value.ColumnRef).at(-1);
  if (isRecord(value.FuncCall)) return lastName(value.FuncCall.funcname);
  if (isRecord(value.A_Indirection)) {
    const { arg, indirection } = value.A_Indirection;
    const last = listOf(indirection).at(-1);
    if (isRecord(last) && isRecord(last.String)) return String(last.String.sval);
    return isRecord(last) && isRecord(last.A_Indices) ? impliedName(arg) : undefined;
  }
  return isRecord(value.TypeCast) ? impliedName(value.TypeCast.arg) : undefined;
}

/** The items of a list; none where there is no list. */
export function listOf(list: unknown): readonly unknown[] {
  return Array.isArray(list) ? list : [];
}

/** A list of names. */
export function stringsOf(list: unknown): readonly string[] {
  return listOf(list).map((each) =>
    isRecord(each) && isRecord(each.String) ? String(each.String.sval) : '',
  );
}

/** The names that a SELECT gives its columns by AS. */
export function namesOf(select: Select): ReadonlySet<string> {
  return new Set(targetsOf(select).flatMap(({ name }) => (typeof name === 'string' ? [name] : [])));
}

function targetsOf(select: Select): readonly Select[] {
  return listOf(select.targetList).flatMap((target) =>
    isRecord(target) && isRecord(target.ResTarget) ? [target.ResTarget] : [],
  );
}

/**
 * What ORDER BY and DISTINCT ON compute. A bare name there is the column of the result, if it has one
 * of that name (in GROUP BY that of the relation); that of a UNION is always one of the result.
 */
export function computedOrder(select: Select): readonly unknown[] {
  const names = new Set(targetsOf(select).map(({ name, val }) => name ?? impliedName(val)));
  const isCombined = isRecord(select.larg);
  const clauses = [...listOf(select.sortClause), ...listOf(select.distinctClause)];
  return clauses.filter((each) => {
    const node = isRecord(each) && isRecord(each.SortBy) ? each.SortBy.node : each;
    const reference = isRecord(node) ? node.ColumnRef : undefined;
    const [name = '', ...further] = isRecord(reference) ? columnParts(reference) : [];
    return name === '' || further.length > 0 || !(isCombined || names.has(name));
  });
}

/** Rows are compared by all columns: DISTINCT without ON, and what combines queries without ALL. */
export function comparesRows({ distinctClause, larg, all }: Select): boolean {
  const [first] = listOf(distinctClause);
  const isDistinct = isRecord(first) && Object.keys(first).length === 0;
  return isDistinct || (isRecord(larg) && all !== true);
}

/** `(h).superheat` as the reference `h.superheat`, if `h` is a row in sight. */
export function fieldOfRow(
  { arg, indirection }: Select,
  isRow: (name: string) => boolean,
): Select | undefined {
  const reference = isRecord(arg) ? arg.ColumnRef : undefined;
  const [field] = listOf(indirection);
  if (!isRecord(reference) || !isRecord(field) || !isRecord(field.String)) return undefined;
  const [name = '', ...further] = columnParts(reference);
  if (further.length > 0 || !isRow(name)) return undefined;
  return { ...reference, fields: [...listOf(reference.fields), field] };
}
