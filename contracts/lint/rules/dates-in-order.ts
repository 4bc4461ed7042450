import { itemNodes, memberNode } from '../../source/node-at.ts';
import { dateFault } from '../calendar-date.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { slaEntries } from '../sla-entries.ts';
import { textOf, writtenText } from '../written.ts';

const order = ['generalAvailability', 'endOfSupport', 'endOfLife'];

/** What ends begins before. */
export const datesInOrder: Rule = {
  id: 'dates-in-order',
  severity: 'warning',
  summary: 'Nobody leaves before joining, and no life ends before its support.',
  why: 'A date typed for the wrong year removes a view that consumers were promised, or leaves a team without anybody to call.',
  *check(context) {
    for (const root of [...context.products, ...context.contracts.map((each) => each.root)]) {
      const team = memberNode(root, 'team');
      for (const member of [...itemNodes(team), ...itemNodes(memberNode(team, 'members'))]) {
        const from = textOf(member, 'dateIn');
        const to = memberNode(member, 'dateOut');
        const until = textOf(member, 'dateOut');
        if (from === undefined || until === undefined || to === undefined) continue;
        if (dateFault(from) ?? dateFault(until)) continue;
        if (until.slice(0, 10) >= from.slice(0, 10)) continue;
        yield problemAt(
          to,
          `'${textOf(member, 'username')}' leaves on ${until}, before joining on ${from}`,
          'correct one of the two',
        );
      }
    }
    const dated = slaEntries(context).filter(
      (entry) => order.includes(entry.level) && dateFault(entry.value) === undefined,
    );
    for (const later of dated) {
      const earlier = dated.find(
        (each) =>
          each.contract === later.contract &&
          order.indexOf(each.level) < order.indexOf(later.level) &&
          textOf(each.node, 'element') === textOf(later.node, 'element') &&
          each.value.slice(0, 10) > later.value.slice(0, 10),
      );
      if (earlier === undefined || later.valueAt === undefined) continue;
      yield problemAt(
        later.valueAt,
        `${later.property} on ${writtenText(later.valueAt)} lies before ${earlier.property} on ${earlier.value}`,
        'correct one of the two',
      );
    }
  },
};
