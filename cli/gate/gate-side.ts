import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import { type Finding, hasErrors } from '../../contracts/finding.ts';
import { planWithTrouble } from '../../contracts/plan/plan-plant.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';

/** What was promised before, as far as it can be read. */
export type BaseReading =
  | { readonly kind: 'version'; readonly version: PlantVersion }
  /** There was no plant: nothing was promised. */
  | { readonly kind: 'empty' }
  /** Errors that keep a part of the contracts from being read. */
  | { readonly kind: 'refused'; readonly errors: readonly Finding[] };

/** Reads what is compared with. Only what the binder refuses counts: rules came and went since. */
export async function readBase(files: RepositoryFiles): Promise<BaseReading> {
  if (!(await files.list()).includes('plant.yaml')) return { kind: 'empty' };
  const { plant, findings, sources } = await readPlant(files);
  if (plant === undefined || hasErrors(findings)) {
    return { kind: 'refused', errors: findings.filter(({ severity }) => severity === 'error') };
  }
  return { kind: 'version', version: { plant, plan: planOf(plant), sources } };
}

/** A plant without products: what a first pull request is compared with. */
export function emptyBefore({ plant }: PlantVersion): PlantVersion {
  const empty = { ...plant, products: [], calendars: [], domains: [] };
  return { plant: empty, plan: planOf(empty) };
}

/** The plan of a side of a comparison, where no validator is run. */
export function planOf(plant: PlantVersion['plant']): PlantVersion['plan'] {
  // Contracts say the same on both sides where their validators differ by the program alone.
  return planWithTrouble(plant, (name) => ({ name, sha256: '' })).plan;
}
