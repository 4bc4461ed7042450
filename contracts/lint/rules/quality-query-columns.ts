import { readColumns } from '../../model/sql-columns.ts';
import { selectOf } from '../../model/sql-tree.ts';
import { memberNode, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { datasetsOf, type LintContext, oncePerContext } from '../lint-context.ts';
import { type Problem, problemAt } from '../problem.ts';
import { type QualityEntry, qualityEntries } from '../quality-entries.ts';
import type { Rule } from '../rule.ts';
import { columnsByView } from '../views.ts';

/** Queries of quality rules read columns that exist. */
export const qualityQueryColumns: Rule = {
  id: 'quality-query-columns',
  severity: 'error',
  summary: 'A quality query names only columns that its views have.',
  why: 'The query fails on the night on which it first runs, and a failed check is not a red one: nobody is called.',
  *check(context) {
    for (const entry of qualityEntries(context)) {
      if (entry.type === 'sql') yield* checkQuery(context, entry);
    }
  },
};

function* checkQuery(
  context: LintContext,
  { node, name, dataset, bound }: QualityEntry,
): Iterable<Problem> {
  const query = memberNode(node, 'query');
  const text = plainText(query);
  const own = rootViews(context).get(bound);
  if (query === undefined || text === undefined || bound === undefined || own === undefined) return;
  const select = selectOf(
    text
      .replace(/\$?\{(object|table)\}/gi, '"{object}"')
      .replace(/\$?\{(property|column)\}/gi, '"{property}"'),
  );
  if (select === undefined) return;
  const views = columnsByView(context);
  const columns = readColumns(select, (each) =>
    each === '{object}' ? views.get(own) : views.get(each),
  );
  const seen = new Set<string>();
  for (const { column, known } of columns.unknown) {
    if (column === '{property}' || seen.has(column)) continue;
    seen.add(column);
    const near = nearest(column, known);
    yield problemAt(
      query,
      `the query of quality rule '${name}' of dataset '${dataset.name}' reads the column '${column}', which is not there`,
      near === undefined
        ? `its columns are ${known.slice(0, 12).join(', ')}`
        : `did you mean '${near}'?`,
    );
  }
}

/** The view of the records of each dataset, in its major. */
const rootViews = oncePerContext((context): ReadonlyMap<unknown, string> => {
  const roots = new Map<string, string>();
  for (const { store, name, dataset, kind, rootView } of context.relations) {
    const major = /_v(\d+)$/.exec(name)?.[1];
    const key = `${dataset} ${major}`;
    if (kind === 'view' && rootView === undefined && !roots.has(key))
      roots.set(key, `${store}.${name}`);
  }
  return new Map(
    datasetsOf(context).map(({ product, contract, dataset }) => [
      dataset,
      roots.get(`${product.id}.${dataset.name} ${contract.major}`) ?? '',
    ]),
  );
});
