import { placeInSql } from '../../model/sql-place.ts';
import { isRecord, lastName, type SqlNode } from '../../model/sql-tree.ts';
import type { Rule } from '../rule.ts';
import { parsedTransforms } from '../transforms.ts';

/** Missing values are asked for in a way that finds them. */
export const transformComparesNull: Rule = {
  id: 'transform-compares-null',
  severity: 'error',
  summary: 'Transforms ask for missing values with IS NULL, and do not use NOT IN with a subquery.',
  why: 'A comparison with NULL is never true, and NOT IN over rows of which one is NULL gives nothing: the figure is empty, without an error.',
  *check(context) {
    for (const { bound, transform, nodes } of parsedTransforms(context)) {
      for (const node of nodes) {
        const fault = faultOf(node);
        if (fault === undefined) continue;
        yield {
          place: placeInSql(transform, node.body.location),
          pointer: '',
          message: `the transform of '${bound.dataset.name}' ${fault[0]}`,
          hint: fault[1],
        };
      }
    }
  },
};

function faultOf({ kind, body }: SqlNode): readonly [string, string] | undefined {
  if (kind === 'A_Expr' && body.kind === 'AEXPR_OP' && /^(=|<>|!=)$/.test(lastName(body.name))) {
    if (!isNull(body.lexpr) && !isNull(body.rexpr)) return undefined;
    const isEqual = lastName(body.name) === '=';
    return [
      'compares with NULL, which is never true',
      isEqual ? 'write IS NULL' : 'write IS NOT NULL',
    ];
  }
  const [only]: readonly unknown[] = Array.isArray(body.args) ? body.args : [];
  const link = isRecord(only) ? only.SubLink : undefined;
  if (kind !== 'BoolExpr' || body.boolop !== 'NOT_EXPR' || !isRecord(link)) return undefined;
  return link.subLinkType === 'ANY_SUBLINK'
    ? [
        'uses NOT IN with a subquery, which gives nothing once a row of it is NULL',
        'write NOT EXISTS (SELECT … WHERE …)',
      ]
    : undefined;
}

function isNull(value: unknown): boolean {
  return isRecord(value) && isRecord(value.A_Const) && value.A_Const.isnull === true;
}
