import { itemNodes, memberNode } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Contracts say what is promised; environments say where it runs. */
export const hostInContract: Rule = {
  id: 'host-in-contract',
  severity: 'error',
  summary: 'Contracts name no servers.',
  why: 'The same contract runs in test and in the plant: a host in it is wrong in one of them, and its readers copy it into their programs.',
  *check(context) {
    for (const { root, path } of context.contracts) {
      const servers = memberNode(root, 'servers');
      if (servers === undefined || itemNodes(servers).length === 0) continue;
      yield problemAtKey(
        servers,
        `contract ${path.slice(path.lastIndexOf('/') + 1)} names servers`,
        'move the addresses to environments/<environment>.yaml; stores and topics derive from the plan',
      );
    }
  },
};
