import { itemNodes, memberNode } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Every output port promises something. */
export const outputPortHasContract: Rule = {
  id: 'output-port-has-contract',
  severity: 'warning',
  summary: 'Every output port of an active product names its contract.',
  why: 'Consumers build on a port without a contract too; the first change of its columns breaks them without a warning.',
  *check(context) {
    for (const product of context.products) {
      if (textOf(product, 'status') !== 'active') continue;
      for (const port of itemNodes(memberNode(product, 'outputPorts'))) {
        if (memberNode(port, 'contractId') !== undefined) continue;
        yield problemAtKey(
          memberNode(port, 'name') ?? port,
          `output port '${textOf(port, 'name')}' has no contract`,
          'add contractId: <id of the contract in this folder>',
        );
      }
    }
  },
};
