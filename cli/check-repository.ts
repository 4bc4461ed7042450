import { type Finding, hasErrors, sortFindings } from '../contracts/finding.ts';
import { lintPlant } from '../contracts/lint/lint-plant.ts';
import { withoutEchoes } from '../contracts/lint/without-echoes.ts';
import type { Plant } from '../contracts/model/plant.ts';
import type { Plan } from '../contracts/plan/plan.ts';
import { planWithTrouble } from '../contracts/plan/plan-plant.ts';
import { planProblems } from '../contracts/plan/plan-problems.ts';
import { nameCollisions, relationsOf } from '../contracts/plan/relations.ts';
import { readPlant } from '../contracts/read-plant.ts';
import type { RepositoryFiles } from '../contracts/source/repository-files.ts';
import type { SourceDocument } from '../contracts/source/source-document.ts';

/** What a check saw and found. */
export interface CheckedRepository {
  /** Absent where there is no plant to judge: then nothing was checked. */
  readonly plant?: Plant;
  /** What follows of the plant; good enough to compare where `isBound`. */
  readonly plan?: Plan;
  /** False where a part of the contracts could not be read: plant and plan lack it. */
  readonly isBound: boolean;
  readonly sources: ReadonlyMap<string, SourceDocument>;
  readonly findings: readonly Finding[];
}

/**
 * Everything that can be said about a repository without a running environment: what reader and
 * binder refuse, what the rules say, and what the plan cannot hold. Sorted by place.
 */
export async function checkRepository(files: RepositoryFiles): Promise<CheckedRepository> {
  const { plant, sources, unread, findings: reading } = await readPlant(files);
  if (plant === undefined) {
    return { isBound: false, sources, findings: sortFindings(withoutEchoes(reading)) };
  }
  const planned = planWithTrouble(plant, (name) => ({ name, sha256: '' }));
  const lint = await lintPlant(plant, sources, {
    relations: relationsOf(planned.plan),
    collisions: nameCollisions(planned.plan),
    unread,
  });
  // What could not be bound is missing in the plan too: saying so again would hide the cause.
  const isRead = !hasErrors(reading);
  const planning = isRead ? planProblems(plant, planned) : [];
  const { plan } = planned;
  const isBound = isRead && !hasErrors(planning);
  const findings = sortFindings(withoutEchoes([...reading, ...lint, ...planning]));
  return { plant, plan, isBound, sources, findings };
}
