import type { Finding } from '../../contracts/finding.ts';
import { lintPlant } from '../../contracts/lint/lint-plant.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import { planWithTrouble } from '../../contracts/plan/plan-plant.ts';
import { planProblems } from '../../contracts/plan/plan-problems.ts';
import { nameCollisions, relationsOf } from '../../contracts/plan/relations.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import type { SourceDocument } from '../../contracts/source/source-document.ts';

/** A plant that could be read, or a part of one, and its plan. */
export interface ReadFiles {
  readonly plant: Plant;
  readonly planned: ReturnType<typeof planWithTrouble>;
  readonly sources: ReadonlyMap<string, SourceDocument>;
  readonly unread: ReadonlySet<string>;
  readonly reading: readonly Finding[];
}

/** What a check says of files, before it is decided what a person should see of it. */
export interface JudgedFiles {
  readonly plant: Plant;
  readonly plan: Plan;
  readonly sources: ReadonlyMap<string, SourceDocument>;
  readonly reading: readonly Finding[];
  readonly lint: readonly Finding[];
  readonly planning: readonly Finding[];
}

/** Undefined where there is no plant; then `reading` says why. */
export async function readFiles(
  files: RepositoryFiles,
): Promise<ReadFiles | { readonly plant?: undefined; readonly reading: readonly Finding[] }> {
  const { plant, sources, unread, findings: reading } = await readPlant(files);
  if (plant === undefined) return { reading };
  const planned = planWithTrouble(plant, (name) => ({ name, sha256: '' }));
  return { plant, planned, sources, unread, reading };
}

export async function judgeFiles(read: ReadFiles): Promise<JudgedFiles> {
  const { plant, planned, sources, unread, reading } = read;
  const relations = relationsOf(planned.plan);
  const collisions = nameCollisions(planned.plan, relations);
  const lint = await lintPlant(plant, sources, { relations, collisions, unread });
  const planning = planProblems(plant, planned);
  return { plant, plan: planned.plan, sources, reading, lint, planning };
}
