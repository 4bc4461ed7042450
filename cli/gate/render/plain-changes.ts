import type { PlainChange } from '../../../contracts/compatibility/judgement/contract-verdict.ts';
import type { GateResult } from '../gate-result.ts';

const weights: readonly PlainChange['weight'][] = ['breaking', 'notable', 'harmless'];

/** Every change in words for process engineers: by contract, what breaks first; each said once. */
export function plainChanges({ contracts, others }: GateResult): readonly PlainChange[] {
  const groups = [...contracts.map(({ changes }) => changes), others];
  const said = new Set<string>();
  return groups.flatMap((changes) =>
    weights
      .flatMap((weight) => changes.filter((change) => change.weight === weight))
      .filter(({ sentence }) => {
        if (said.has(sentence)) return false;
        said.add(sentence);
        return true;
      }),
  );
}

export function plainSentences(result: GateResult): readonly string[] {
  return plainChanges(result).map(({ sentence }) => sentence);
}
