import type { PlainChange } from '../../../contracts/compatibility/judgement/contract-verdict.ts';
import type { GateResult } from '../gate-result.ts';

const weights: readonly PlainChange['weight'][] = ['breaking', 'notable', 'harmless'];

/**
 * Every change in words for process engineers, contract by contract, what breaks first; each said
 * once.
 */
export function plainChanges({ contracts, others }: GateResult): readonly PlainChange[] {
  const said = new Set<string>();
  return [...contracts.map(({ changes }) => changes), others].flatMap((changes) =>
    weights
      .flatMap((weight) => changes.filter((change) => change.weight === weight))
      .filter(({ sentence }) => !said.has(sentence) && said.add(sentence)),
  );
}
