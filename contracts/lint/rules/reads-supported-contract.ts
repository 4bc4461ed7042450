import { itemNodes, memberNode } from '../../source/node-at.ts';
import { referredContract } from '../ports.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** What is read is still maintained. */
export const readsSupportedContract: Rule = {
  id: 'reads-supported-contract',
  severity: 'warning',
  summary: 'No active product reads a contract that is deprecated or retired.',
  why: 'The view goes away on the announced day, and with it every figure that is computed from it.',
  *check(context) {
    for (const product of context.products) {
      if (textOf(product, 'status') !== 'active') continue;
      for (const port of itemNodes(memberNode(product, 'inputPorts'))) {
        const contract = referredContract(context, port, 'contractId');
        const at = memberNode(port, 'version') ?? port;
        if (contract?.status !== 'deprecated' && contract?.status !== 'retired') continue;
        yield problemAt(
          at,
          `product '${textOf(product, 'id')}' reads ${contract.id} ${contract.version}, which is ${contract.status}`,
          'read the next major, or agree with its owner on a later end',
        );
      }
    }
  },
};
