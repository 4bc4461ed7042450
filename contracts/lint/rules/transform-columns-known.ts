import { readColumns, type UnknownColumn } from '../../model/sql-columns.ts';
import { placeInSql } from '../../model/sql-place.ts';
import { selectOf } from '../../model/sql-tree.ts';
import { memberNode, type NodeAt } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import type { LintContext } from '../lint-context.ts';
import { type Problem, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { type ParsedTransform, parsedTransforms } from '../transforms.ts';
import { columnsByView } from '../views.ts';

/** Transforms read columns that exist. */
export const transformColumnsKnown: Rule = {
  id: 'transform-columns-known',
  severity: 'error',
  summary: 'A transform and its changed_by read only columns that their views have.',
  why: 'PostgreSQL finds the misspelled column when the transform first runs, in the plant, at night; until then it looks finished.',
  *check(context) {
    const views = columnsByView(context);
    for (const parsed of parsedTransforms(context)) {
      const { bound, transform, select } = parsed;
      for (const unknown of readColumns(select, (name) => views.get(name)).unknown) {
        yield {
          place: placeInSql(transform, unknown.location),
          pointer: '',
          message: `the transform of '${bound.dataset.name}' reads ${told(unknown)}`,
          ...hintOf(unknown.column, unknown.known),
        };
      }
      yield* checkChangedBy(context, parsed);
    }
  },
};

function* checkChangedBy(
  context: LintContext,
  { bound, transform }: ParsedTransform,
): Iterable<Problem> {
  if (transform.refresh.kind === 'full') return;
  const views = columnsByView(context);
  const written = memberNode(memberNode(bound.source?.profile, 'incremental'), 'changed_by');
  for (const { view, keys } of transform.refresh.changedBy) {
    const name = `${view.store}.${view.view}`;
    const at: NodeAt | undefined = memberNode(written, name);
    const columns = views.get(name);
    if (at === undefined || columns === undefined) continue;
    if (keys.kind === 'columns') {
      for (const column of keys.columns.filter((each) => !columns.has(each))) {
        const { hint } = hintOf(column, [...columns]);
        yield problemAtKey(
          at,
          `changed_by names the column '${column}', which ${name} does not have`,
          hint,
        );
      }
      continue;
    }
    const select = selectOf(keys.sql);
    if (select === undefined) continue;
    const known = readColumns(select, (each) => (each === 'changed' ? columns : views.get(each)));
    for (const unknown of known.unknown) {
      const { hint } = hintOf(unknown.column, unknown.known);
      yield problemAtKey(at, `the SELECT of changed_by reads ${told(unknown)}`, hint);
    }
  }
}

function told({ alias, column }: UnknownColumn): string {
  return `${alias}.${column}, and ${alias} has no such column`;
}

function hintOf(column: string, known: readonly string[]): { readonly hint: string } {
  const near = nearest(column, known);
  return {
    hint:
      near === undefined
        ? `its columns are ${known.slice(0, 12).join(', ')}`
        : `did you mean '${near}'?`,
  };
}
