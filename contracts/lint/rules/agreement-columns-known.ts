import { itemNodes, memberNode, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { agreementsOf, type WrittenAgreement } from '../agreements.ts';
import type { LintContext } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** An agreement allows what can be read. */
export const agreementColumnsKnown: Rule = {
  id: 'agreement-columns-known',
  severity: 'error',
  summary: 'Every column of an agreement is one of the views that it is about.',
  why: 'Whoever signed it cannot read what was meant, and a change of the column that was meant does not reach them.',
  *check(context) {
    for (const written of agreementsOf(context)) {
      const known = columnsOf(context, written);
      if (known.size === 0) continue;
      const { contractId, major, consumer } = written.agreement;
      for (const item of itemNodes(memberNode(written.root, 'columns'))) {
        const column = plainText(item);
        if (column === undefined || known.has(column)) continue;
        const near = nearest(column, [...known]);
        yield problemAt(
          item,
          `the agreement with '${consumer}' names the column '${column}', which no view of ${contractId}.v${major} has`,
          near === undefined
            ? `its columns are ${[...known].slice(0, 12).join(', ')}`
            : `did you mean '${near}'?`,
        );
      }
    }
  },
};

function columnsOf(context: LintContext, written: WrittenAgreement): ReadonlySet<string> {
  const { provider, agreement } = written;
  const { contractId, major, dataset } = agreement;
  const datasets = provider.contracts
    .filter((contract) => contract.id === contractId && contract.major === major)
    .flatMap((contract) => contract.datasets)
    .filter(({ name }) => dataset === undefined || name === dataset);
  const ids = new Set(datasets.map(({ name }) => `${provider.id}.${name}`));
  return new Set(
    context.relations
      .filter(
        ({ kind, dataset: id, name }) =>
          kind === 'view' && ids.has(plainId(id)) && name.endsWith(`_v${major}`),
      )
      .flatMap(({ columns = [] }) => columns.map(({ name }) => name)),
  );
}

/** Majors of computed datasets have ids of their own: `heat_kpi.heat_kpi.v2`. */
function plainId(dataset: string): string {
  return dataset.replace(/\.v\d+$/, '');
}
