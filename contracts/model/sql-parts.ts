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
