import type { ChangeFact } from '../../contracts/compatibility/change/change-fact.ts';
import type { Examine } from '../../contracts/compatibility/change/compared.ts';
import { diffPlants } from '../../contracts/compatibility/change/diff-plants.ts';
import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import type { PlantVerdict } from '../../contracts/compatibility/judgement/contract-verdict.ts';
import { judgeChanges } from '../../contracts/compatibility/judgement/judge-changes.ts';
import type { Reached } from '../../contracts/impact/affected-by.ts';
import { impactOf } from '../../contracts/impact/impact.ts';
import { withLibraries } from '../../contracts/source/on-demand.ts';
import { validatorSays } from '../validator-says.ts';

/** What differs between two plants, and what it means. */
export interface JudgedVersions {
  readonly facts: readonly ChangeFact[];
  readonly verdict: PlantVerdict;
}

/**
 * Compares two plants and judges what differs, with whom it reaches. `more` are facts that the plants
 * themselves do not show. `today` is `YYYY-MM-DD`.
 */
export function judgeVersions(
  previous: PlantVersion,
  current: PlantVersion,
  today: string,
  more: readonly ChangeFact[] = [],
): Promise<JudgedVersions> {
  return withLibraries(() => {
    const facts = [...diffPlants(previous, current, examined, () => performance.now()), ...more];
    const impact = facts.length === 0 ? undefined : impactOf(previous, current);
    const verdict = judgeChanges(facts, {
      previous,
      current,
      today,
      affectedBy: (fact) => impact?.affectedBy(reachedBy(fact)) ?? [],
    });
    return { facts, verdict };
  });
}

/** Payload schemas are of the newest draft and whole, and their validators assert formats. */
const examined: Examine = (schema, value) =>
  validatorSays(schema, value, {
    dialect: '2020-12',
    formats: 'assert',
    resolve: () => undefined,
    uri: undefined,
  });

/** A fact as impact asks for it. */
function reachedBy(fact: ChangeFact): Reached {
  const { tag: _tag, ...subject } = fact.subject;
  if (!('object' in fact) || !fact.kind.startsWith('view-')) return subject;
  return { ...subject, view: fact.object, ...('column' in fact ? { column: fact.column } : {}) };
}
