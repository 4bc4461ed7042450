import { itemNodes, memberNode, type NodeAt, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import type { LintContext } from '../lint-context.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { columnsByView, isWholePlant } from '../views.ts';
import { customPropertyOf, textOf } from '../written.ts';

const sourceObject = /^((?:curated|metrics|business)\.[a-z][a-z0-9_]*_v\d+)(?:\.([^.]+))?$/;

/** What custom code declares that it reads is there. */
export const declaredReadsKnown: Rule = {
  id: 'declared-reads-known',
  severity: 'error',
  summary:
    'Views and columns that custom code declares to read (reads, transformSourceObjects) exist.',
  why: 'A change of the column that was meant does not reach the program that reads it, and it fails on the day of the roll-out.',
  *check(context) {
    if (context.relations.length === 0 || !isWholePlant(context)) return;
    for (const product of context.products) {
      for (const entry of itemNodes(memberNode(customPropertyOf(product, 'tundish'), 'reads'))) {
        const view = textOf(entry, 'view');
        const at = memberNode(entry, 'view');
        if (view === undefined || at === undefined) continue;
        yield* ofView(context, view, at);
        for (const item of itemNodes(memberNode(entry, 'columns'))) {
          yield* ofColumn(context, view, plainText(item), item);
        }
      }
    }
    for (const { node } of context.contracts.flatMap(({ datasets }) =>
      datasets.flatMap(({ properties }) => properties),
    )) {
      for (const item of itemNodes(memberNode(node, 'transformSourceObjects'))) {
        const [, view, column] = sourceObject.exec(plainText(item) ?? '') ?? [];
        if (view === undefined) continue;
        yield* ofView(context, view, item);
        yield* ofColumn(context, view, column, item);
      }
    }
  },
};

function* ofView(context: LintContext, view: string, at: NodeAt): Iterable<Problem> {
  const views = columnsByView(context);
  if (views.has(view)) return;
  const near = nearest(view, [...views.keys()]);
  yield problemAt(
    at,
    `${view} is declared as read, and no contract makes it`,
    near === undefined ? 'read <store>.<dataset>_v<major>' : `did you mean ${near}?`,
  );
}

function* ofColumn(
  context: LintContext,
  view: string,
  column: string | undefined,
  at: NodeAt,
): Iterable<Problem> {
  const columns = columnsByView(context).get(view);
  if (columns === undefined || column === undefined || columns.has(column)) return;
  const near = nearest(column, [...columns]);
  yield problemAt(
    at,
    `${view}.${column} is declared as read, and the view has no such column`,
    near === undefined
      ? `its columns are ${[...columns].slice(0, 12).join(', ')}`
      : `did you mean '${near}'?`,
  );
}
