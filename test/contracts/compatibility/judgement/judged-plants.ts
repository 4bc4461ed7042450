import type { ChangeFact } from '../../../../contracts/compatibility/change/change-fact.ts';
import { diffPlants } from '../../../../contracts/compatibility/change/diff-plants.ts';
import type { PlantVersion } from '../../../../contracts/compatibility/change/plant-version.ts';
import type { PlantVerdict } from '../../../../contracts/compatibility/judgement/contract-verdict.ts';
import { judgeChanges } from '../../../../contracts/compatibility/judgement/judge-changes.ts';
import type { Affected } from '../../../../contracts/finding.ts';
import type { CompatibilityMode } from '../../../../contracts/model/dataset.ts';
import { withLibraries } from '../../../../contracts/source/on-demand.ts';
import { smallPlant } from '../../small-plant.ts';
import { edited, type Texts, versionOf } from '../change/compared-plants.ts';

export const today = '2026-11-26';
export const heat = 'products/casting/heat/heat.v1.odcs.yaml';
export const heatSchema = 'products/casting/heat/heat.v1.schema.json';
export const waivers = 'products/casting/heat/waivers.yaml';

/** The small plant whose heats promise a mode. */
export function promising(mode: CompatibilityMode, files: Texts = smallPlant()): Texts {
  return edited(files, heat, 'compatibility: BACKWARD_TRANSITIVE', `compatibility: ${mode}`);
}

export const kpi: Affected = { product: 'kpi', domain: 'casting', columns: [], by: 'port' };

/** Judges facts about one plant that stays as it is. */
export function judged(
  facts: readonly ChangeFact[],
  version: PlantVersion,
  options: { readonly affected?: readonly Affected[]; readonly today?: string } = {},
): PlantVerdict {
  return judgeChanges(facts, {
    previous: version,
    current: version,
    today: options.today ?? today,
    affectedBy: () => options.affected ?? [],
  });
}

/** Compares and judges two plants of files. */
export async function judgedFiles(
  before: Texts,
  after: Texts,
  affected: readonly Affected[] = [],
): Promise<PlantVerdict> {
  const [previous, current] = [await versionOf(before), await versionOf(after)];
  return withLibraries(() =>
    judgeChanges(diffPlants(previous, current), {
      previous,
      current,
      today,
      affectedBy: () => affected,
    }),
  );
}

/** `error unit-changed heat.v1/heat.weight`. */
export function told({ findings }: PlantVerdict): readonly string[] {
  return findings.map(
    ({ severity, rule, subject }) =>
      `${severity} ${rule}${subject === undefined ? '' : ` ${subject}`}`,
  );
}
