import { memberNode, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { fieldsBelow } from '../field-at.ts';
import { type Problem, problemAt } from '../problem.ts';
import { type QualityEntry, qualityEntries } from '../quality-entries.ts';
import type { Rule } from '../rule.ts';
import { columnParts, isRecord, selectOf, sqlNodes } from '../sql-tree.ts';

/** Queries of quality rules read columns that exist. */
export const qualityQueryColumns: Rule = {
  id: 'quality-query-columns',
  severity: 'error',
  summary: 'A quality query over one view names only columns of that view.',
  why: 'The query fails on the night on which it first runs, and a failed check is not a red one: nobody is called.',
  *check(context) {
    for (const entry of qualityEntries(context)) {
      if (entry.type === 'sql') yield* checkQuery(entry);
    }
  },
};

function* checkQuery({ node, name, dataset, bound }: QualityEntry): Iterable<Problem> {
  const query = memberNode(node, 'query');
  const text = plainText(query);
  if (query === undefined || text === undefined || bound === undefined) return;
  const select = selectOf(
    text
      .replace(/\$?\{(object|table)\}/gi, '"{object}"')
      .replace(/\$?\{(property|column)\}/gi, '"{property}"'),
  );
  if (select === undefined) return;
  const nodes = [...sqlNodes(select)];
  const relations = nodes.filter(({ kind }) => kind === 'RangeVar');
  // With other views, subqueries or functions beside it a name may be any of theirs.
  const [only] = relations;
  const apart = nodes.some(({ kind }) =>
    /^(RangeSubselect|RangeFunction|CommonTableExpr)$/.test(kind),
  );
  if (relations.length !== 1 || only?.body.relname !== '{object}' || apart) return;
  const columns = fieldsBelow(bound.fields).map(({ path }) => path.replaceAll('.', '_'));
  const named = nodes
    .filter(({ kind }) => kind === 'ResTarget')
    .flatMap(({ body }) => (typeof body.name === 'string' ? [body.name] : []));
  const alias = isRecord(only.body.alias) ? String(only.body.alias.aliasname) : '{object}';
  const seen = new Set<string>();
  for (const { kind, body } of nodes) {
    if (kind !== 'ColumnRef') continue;
    const parts = columnParts(body);
    const column = parts.at(-1) ?? '*';
    if (parts.length > 1 && parts[0] !== alias) continue;
    if (/^(\*|_.*|\{property\})$/.test(column) || column === alias) continue;
    if (columns.includes(column) || named.includes(column) || seen.has(column)) continue;
    seen.add(column);
    const near = nearest(column, columns);
    yield problemAt(
      query,
      `the query of quality rule '${name}' reads the column '${column}', which dataset '${dataset.name}' does not have`,
      near === undefined
        ? `its columns are ${columns.slice(0, 12).join(', ')}`
        : `did you mean '${near}'?`,
    );
  }
}
