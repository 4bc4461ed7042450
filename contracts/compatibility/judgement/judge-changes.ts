import type { Affected } from '../../finding.ts';
import type { ChangeFact } from '../change/change-fact.ts';
import type { PlantVersion } from '../change/plant-version.ts';
import type { PlantVerdict } from './contract-verdict.ts';

export interface JudgeInput {
  readonly previous: PlantVersion;
  readonly current: PlantVersion;
  /** The day for which is judged, `YYYY-MM-DD`: the language has no clock. */
  readonly today: string;
  /** Who reads what the fact is about. */
  affectedBy(fact: ChangeFact): readonly Affected[];
}

/** What the changes between two versions of a plant mean, waivers applied. */
export function judgeChanges(_facts: readonly ChangeFact[], _input: JudgeInput): PlantVerdict {
  return { findings: [], waived: [], contracts: [], others: [] };
}
