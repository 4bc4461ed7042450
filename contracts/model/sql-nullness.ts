import { listOf } from './sql-parts.ts';
import { columnParts, isRecord, lastName } from './sql-tree.ts';

/** Why a value can be NULL, as surely as the text of a SELECT tells. */
export type NullReason =
  /** A column of a view that may be NULL comes through, and nothing keeps its NULLs out. */
  | { readonly kind: 'column'; readonly relation: string; readonly column: string }
  /** The row of this side of an outer join may be missing. */
  | { readonly kind: 'outer-join'; readonly alias: string; readonly column: string }
  | { readonly kind: 'null' };

/** `never`: no NULL. `unknown`: cannot be told from the text. Otherwise the reason why it can be. */
export type Nullness = 'never' | 'unknown' | NullReason;

type Body = Readonly<Record<string, unknown>>;

/** Whether an expression can be NULL, by what its columns are. */
export function nullnessOf(
  value: unknown,
  column: (parts: readonly string[]) => Nullness,
): Nullness {
  if (!isRecord(value)) return 'unknown';
  const [entry] = Object.entries(value);
  if (entry === undefined || !isRecord(entry[1])) return 'unknown';
  const [kind, body] = entry;
  const of = (inner: unknown) => nullnessOf(inner, column);
  switch (kind) {
    case 'ColumnRef':
      return column(columnParts(body));
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
      // One of several that can be NULL may be there whenever the other is not.
      return listOf(body.args).map(of).includes('never') ? 'never' : 'unknown';
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

/** NULL where any is. */
export function anyOf(parts: readonly Nullness[]): Nullness {
  const reasons = parts.filter((part) => typeof part !== 'string');
  const surest = reasons.find(({ kind }) => kind !== 'outer-join') ?? reasons[0];
  return surest ?? (parts.every((part) => part === 'never') ? 'never' : 'unknown');
}

function operatorNullness(body: Body, of: (value: unknown) => Nullness): Nullness {
  switch (body.kind) {
    case 'AEXPR_OP': {
      const operands = body.lexpr === undefined ? [body.rexpr] : [body.lexpr, body.rexpr];
      const found = anyOf(operands.map(of));
      const name = lastName(body.name);
      if (strictOperators.has(name)) return found;
      // Of a document, also what is there may give NULL. Arrays are joined past a NULL.
      return documentOperators.has(name) && found !== 'never' ? found : 'unknown';
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

const strictOperators = new Set(['+', '-', '*', '/', '%', '=', '<', '>', '<=', '>=', '<>']);

const documentOperators = new Set(['->', '->>', '#>', '#>>']);

/** Give NULL where an argument is NULL, and a value where none is. */
const strictFunctions = new Set(
  `abs ceil ceiling floor round trunc sign sqrt exp ln power mod length char_length lower upper btrim
  ltrim rtrim replace left right lpad rpad substring date_trunc timezone date_part extract to_char
  make_date make_time md5 reverse initcap date_bin age`.split(/\s+/),
);

function callNullness(body: Body, of: (value: unknown) => Nullness): Nullness {
  const name = lastName(body.funcname);
  if (body.over !== undefined) return 'unknown';
  if (name === 'count') return 'never';
  if (!strictFunctions.has(name)) return 'unknown';
  return anyOf(listOf(body.args).map(of));
}
