import { memberNode } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { agreementsOf } from '../agreements.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { isWholePlant } from '../views.ts';

/** An agreement is about something that is there. */
export const agreementContractKnown: Rule = {
  id: 'agreement-contract-known',
  severity: 'error',
  summary:
    'An agreement names a contract, a major and a dataset of the product in whose folder it lies.',
  why: 'An agreement about nothing grants nothing, and when the contract changes nobody asks the one who signed it.',
  *check(context) {
    if (!isWholePlant(context)) return;
    for (const { provider, agreement, root } of agreementsOf(context)) {
      const { consumer, contractId, major, dataset } = agreement;
      const majors = provider.contracts.filter((contract) => contract.id === contractId);
      const contract = majors.find((each) => each.major === major);
      const names = contract?.datasets.map((each) => each.name) ?? [];
      if (majors.length === 0) {
        const ids = [...new Set(provider.contracts.map((each) => each.id))];
        const near = nearest(contractId, ids);
        yield problemAt(
          memberNode(root, 'contract') ?? root,
          `the agreement with '${consumer}' is about '${contractId}', and product '${provider.id}' has no such contract`,
          near === undefined
            ? `its contracts are ${ids.join(', ') || 'none'}; the file lies in the folder of the product that is read`
            : `did you mean '${near}'?`,
        );
      } else if (contract === undefined) {
        yield problemAt(
          memberNode(root, 'major') ?? root,
          `the agreement with '${consumer}' is about major ${major} of '${contractId}', which is not there`,
          `its majors are ${majors.map((each) => each.major).join(', ')}`,
        );
      } else if (dataset !== undefined && !names.includes(dataset)) {
        const near = nearest(dataset, names);
        yield problemAt(
          memberNode(root, 'dataset') ?? root,
          `'${contractId}' has no dataset '${dataset}'`,
          near === undefined ? `its datasets are ${names.join(', ')}` : `did you mean '${near}'?`,
        );
      }
    }
  },
};
