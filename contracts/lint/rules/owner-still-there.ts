import { itemNodes, memberNode } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { saysSomething, textOf } from '../written.ts';

/** Somebody of the team is still there. */
export const ownerStillThere: Rule = {
  id: 'owner-still-there',
  severity: 'warning',
  summary: 'Not every member of an owning team has left.',
  why: 'When the last one left, the alarm of the night goes to a mailbox that nobody reads.',
  *check(context) {
    for (const product of context.products) {
      const team = memberNode(product, 'team');
      const members = itemNodes(memberNode(team, 'members'));
      if (team === undefined || members.length === 0) continue;
      const active = members.filter((member) => !saysSomething(member, 'dateOut'));
      if (active.length > 0) continue;
      yield problemAtKey(
        memberNode(team, 'members') ?? team,
        `every member of team '${textOf(team, 'name')}' has a date of leaving`,
        'add who took over, or hand the product to another team',
      );
    }
  },
};
