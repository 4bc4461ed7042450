import { readColumns } from '../../model/sql-columns.ts';
import { placeInSql } from '../../model/sql-place.ts';
import { memberNode, placeOf } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import type { LintContext } from '../lint-context.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { type ParsedTransform, parsedTransforms } from '../transforms.ts';
import { columnsByView } from '../views.ts';

/** A transform gives the columns that its contract describes. */
export const transformColumnsAgree: Rule = {
  id: 'transform-columns-agree',
  severity: 'error',
  summary: 'A transform selects every column of its contract, and no other.',
  why: 'The first recompute after the roll-out fails on the missing column, and the figure of the morning meeting is that of yesterday.',
  *check(context) {
    for (const parsed of parsedTransforms(context)) yield* compare(context, parsed);
  },
};

function* compare(
  context: LintContext,
  { bound, transform, select }: ParsedTransform,
): Iterable<Problem> {
  const { dataset, source } = bound;
  const views = columnsByView(context);
  const columns = readColumns(select, (name) => views.get(name)).output;
  if (columns === undefined) return;
  const fields = dataset.fields.map((field) => field.name);
  // Objects and unions of a computed dataset become several columns.
  if (dataset.fields.some(({ type }) => type.kind === 'object' || type.kind === 'union')) return;
  const names = columns.map((column) => column.name);
  for (const { name, location } of columns) {
    if (fields.includes(name)) continue;
    const near = nearest(
      name,
      fields.filter((field) => !names.includes(field)),
    );
    yield {
      place: placeInSql(transform, location),
      pointer: '',
      message: `the transform of '${dataset.name}' selects the column '${name}', which the contract does not describe`,
      hint:
        near === undefined
          ? `describe it in ${bound.contract.path}, or leave it out`
          : `did you mean '${near}'?`,
    };
  }
  for (const field of fields) {
    if (names.includes(field)) continue;
    const node = source?.properties.find((property) => property.path === field)?.node;
    if (node === undefined) continue;
    yield {
      place: placeOf(memberNode(node, 'name') ?? node),
      pointer: node.pointer,
      message: `the transform of '${dataset.name}' does not select '${field}'`,
      hint: `select it AS ${field} in ${transform.path}, or take it out of the contract`,
    };
  }
}
