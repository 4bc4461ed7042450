import { columnParts, sqlNodes } from '../../model/sql-tree.ts';
import { memberNode } from '../../source/node-at.ts';
import { type HandedOn, handedOn } from '../handed-on.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** What a computed dataset requires is not handed on from where it may be missing. */
export const transformFillsRequired: Rule = {
  id: 'transform-fills-required',
  severity: 'warning',
  summary: 'A required column of a result does not come as it is from one that may be NULL.',
  why: 'The table refuses the first heat whose report lacks the value: its figures are missing, or stay those of the report before.',
  *check(context) {
    for (const handed of handedOn(context)) {
      const { bound, name, view, source } = handed;
      const field = bound.dataset.fields.find((each) => each.name === name);
      const property = bound.source?.properties.find((each) => each.path === name)?.node;
      if (field?.required !== true || field.nullable || property === undefined) continue;
      if (source.nullable !== true || isInConditions(handed)) continue;
      const lacking = source.lackedBy ?? [];
      const where =
        lacking.length === 0 ? 'may be NULL' : `is NULL in records of major ${lacking.join(', ')}`;
      yield problemAt(
        memberNode(property, 'required') ?? property,
        `'${name}' of '${bound.dataset.name}' is required, and comes unchanged from '${source.name}' of ${view}, which ${where}`,
        `leave rows without it out (WHERE ${source.name} IS NOT NULL), fill it with coalesce(), or take required away`,
      );
    }
  },
};

/** A condition on the column may keep its NULLs out; which, is not judged. */
function isInConditions({ select, source }: HandedOn): boolean {
  const conditions = [select.whereClause, select.havingClause, select.fromClause];
  return [...sqlNodes(conditions)].some(
    ({ kind, body }) => kind === 'ColumnRef' && columnParts(body).at(-1) === source.name,
  );
}
