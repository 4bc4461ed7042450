import { memberNode } from '../../source/node-at.ts';
import { contractReferences, referredContract } from '../ports.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** A port names a version that there is. */
export const portVersionExists: Rule = {
  id: 'port-version-exists',
  severity: 'warning',
  summary: 'No port names a version that its contract has not reached.',
  why: 'A consumer that was built for 1.4 reads columns that 1.2 does not have; the catalog says that all is well.',
  *check(context) {
    for (const product of context.products) {
      for (const { at: reference, key, noun } of contractReferences(product)) {
        const contract = referredContract(context, reference, key);
        const at = memberNode(reference, 'version');
        const version = textOf(reference, 'version');
        if (contract === undefined || at === undefined || version === undefined) continue;
        if (!isAbove(version, contract.version)) continue;
        yield problemAt(
          at,
          `${noun} '${textOf(reference, 'name') ?? contract.id}' names ${contract.id} ${version}, and the contract is at ${contract.version}`,
          `write ${contract.version}, or raise the contract's version`,
        );
      }
    }
  },
};

function isAbove(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => text.split(/[-+]/)[0]?.split('.').map(Number) ?? []);
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
