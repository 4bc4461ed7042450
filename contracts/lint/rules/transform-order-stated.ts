import { placeInSql } from '../../model/sql-place.ts';
import { isRecord, lastName, type SqlNode } from '../../model/sql-tree.ts';
import type { Rule } from '../rule.ts';
import { parsedTransforms } from '../transforms.ts';

const ordered = new Set([
  'array_agg',
  'string_agg',
  'json_agg',
  'jsonb_agg',
  'first_value',
  'last_value',
  'nth_value',
  'row_number',
  'lag',
  'lead',
]);

/** Where the order of rows counts, the transform says it. */
export const transformOrderStated: Rule = {
  id: 'transform-order-stated',
  severity: 'warning',
  summary: 'Transforms with LIMIT, DISTINCT ON, row_number or string_agg state an order.',
  why: 'PostgreSQL gives rows in any order: each recompute picks another one, and the history fills with revisions of figures that never changed.',
  *check(context) {
    for (const { bound, transform, select, nodes } of parsedTransforms(context)) {
      for (const { kind, body } of [{ kind: 'SelectStmt', body: select }, ...nodes]) {
        const fault = faultOf({ kind, body });
        if (fault === undefined) continue;
        yield {
          place: placeInSql(transform, body.location),
          pointer: '',
          message: `the transform of '${bound.dataset.name}' has ${fault} without ORDER BY`,
          hint: 'add ORDER BY over columns that tell every two rows apart',
        };
      }
    }
  },
};

function faultOf({ kind, body }: SqlNode): string | undefined {
  if (kind === 'SelectStmt') {
    if (isFilled(body.sortClause)) return undefined;
    if (body.limitCount !== undefined) return 'LIMIT';
    const [first] = Array.isArray(body.distinctClause) ? body.distinctClause : [];
    return isRecord(first) && Object.keys(first).length > 0 ? 'DISTINCT ON' : undefined;
  }
  if (kind !== 'FuncCall') return undefined;
  const name = lastName(body.funcname);
  if (!ordered.has(name) || isFilled(body.agg_order)) return undefined;
  // A named window is judged where it is defined; its order is not known here.
  if (isRecord(body.over)) {
    return isFilled(body.over.orderClause) || body.over.name !== undefined ? undefined : name;
  }
  return name.endsWith('_agg') ? name : undefined;
}

function isFilled(list: unknown): boolean {
  return Array.isArray(list) && list.length > 0;
}
