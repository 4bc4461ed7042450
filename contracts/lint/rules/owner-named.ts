import { itemNodes, memberNode, rootNode } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { saysSomething, textOf } from '../written.ts';

/** Every product has a team, and the team can be reached. */
export const ownerNamed: Rule = {
  id: 'owner-named',
  severity: 'error',
  summary: 'Every product names its team and somebody to talk to.',
  why: 'When a record lands in quarantine at night, somebody must own the decision to repair or discard it.',
  *check(context) {
    for (const product of context.products) {
      const name = textOf(product, 'name') ?? textOf(product, 'id') ?? product.document.path;
      const team = memberNode(product, 'team');
      if (!saysSomething(team, 'name')) {
        // Who leads the domain answers for it meanwhile: a person has left, and work goes on.
        const [, folder] = product.document.path.split('/');
        const domain = context.plant.domains.find((each) => each.name === folder);
        const meanwhile = domain === undefined ? '' : `; ${domain.lead} answers for it meanwhile`;
        yield {
          ...problemAtKey(
            team ?? memberNode(product, 'id') ?? rootNode(product.document),
            `product '${name}' does not name the team that owns it${meanwhile}`,
            'add team: {name: <team>, members: [{username: <person or group>}]}',
          ),
          ...(domain === undefined ? {} : { severity: 'warning' as const }),
        };
        continue;
      }
      const members = itemNodes(memberNode(team, 'members'));
      const reachable =
        members.some((member) => saysSomething(member, 'username')) ||
        itemNodes(memberNode(product, 'support')).some((entry) => saysSomething(entry, 'channel'));
      if (!reachable && team !== undefined) {
        yield problemAtKey(
          team,
          `team '${textOf(team, 'name')}' of product '${name}' has no member and no support channel`,
          'add members: [{username: <person or group>}] to the team, or a support channel to the product',
        );
      }
    }
  },
};
