import { placeInSql } from '../../model/sql-place.ts';
import { columnParts, isRecord, lastName } from '../../model/sql-tree.ts';
import type { Rule } from '../rule.ts';
import { parsedTransforms } from '../transforms.ts';
import { typesOfRead } from '../views.ts';

/** Shares keep their fraction. */
export const transformIntegerDivision: Rule = {
  id: 'transform-integer-division',
  severity: 'warning',
  summary: 'Transforms do not divide whole numbers by whole numbers.',
  why: 'PostgreSQL cuts the fraction off: 97 good plates of 100 are a rate of 0, and the rate of a perfect day is 1.',
  *check(context) {
    for (const { bound, transform, nodes } of parsedTransforms(context)) {
      const typeOf = typesOfRead(context, transform);
      for (const { kind, body } of nodes) {
        if (kind !== 'A_Expr' || lastName(body.name) !== '/') continue;
        if (!isWhole(body.lexpr, typeOf) || !isWhole(body.rexpr, typeOf)) continue;
        yield {
          place: placeInSql(transform, body.location),
          pointer: '',
          message: `the transform of '${bound.dataset.name}' divides whole numbers, which cuts the fraction off`,
          hint: 'write 1.0 * in front, or cast one side to numeric; div(a, b) where the whole part is meant',
        };
      }
    }
  },
};

/** True for what is certainly of an integer type. */
function isWhole(value: unknown, typeOf: (column: string) => string | undefined): boolean {
  if (!isRecord(value)) return false;
  const {
    A_Const: constant,
    ColumnRef: reference,
    FuncCall: call,
    TypeCast: cast,
    A_Expr: term,
  } = value;
  if (isRecord(constant)) return constant.ival !== undefined;
  if (isRecord(reference)) return typeOf(columnParts(reference).at(-1) ?? '') === 'bigint';
  if (isRecord(call)) return lastName(call.funcname) === 'count';
  if (isRecord(cast)) {
    return isRecord(cast.typeName) && /^int[248]$/.test(lastName(cast.typeName.names));
  }
  return (
    isRecord(term) &&
    /^[-+*]$/.test(lastName(term.name)) &&
    isWhole(term.lexpr, typeOf) &&
    isWhole(term.rexpr, typeOf)
  );
}
