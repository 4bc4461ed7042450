import { itemNodes, memberNode, type NodeAt } from '../../source/node-at.ts';
import { dateFault } from '../calendar-date.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { writtenText } from '../written.ts';

/** Dates are days that exist. */
export const dateExists: Rule = {
  id: 'date-exists',
  severity: 'error',
  summary: 'Every date of a contract or product is a day of the calendar.',
  why: 'Tools read 31 June as 1 July or fail on it: two catalogs show two different owners for the same day.',
  *check(context) {
    for (const root of [...context.products, ...context.contracts.map((each) => each.root)]) {
      const dates = ['contractCreatedTs', 'productCreatedTs'].map((name) => memberNode(root, name));
      const team = memberNode(root, 'team');
      const members = [...itemNodes(team), ...itemNodes(memberNode(team, 'members'))];
      for (const member of members) {
        dates.push(memberNode(member, 'dateIn'), memberNode(member, 'dateOut'));
      }
      yield* dates.flatMap((at) => judge(at));
    }
  },
};

function judge(at: NodeAt | undefined) {
  if (at?.node.kind !== 'scalar' || at.node.value === null) return [];
  const text = writtenText(at);
  const fault = dateFault(text);
  return fault === undefined
    ? []
    : [problemAt(at, `'${text}' ${fault}`, 'write year-month-day, in quotes')];
}
