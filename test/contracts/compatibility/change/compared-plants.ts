import type {
  ChangeFact,
  FactKind,
  FactOf,
} from '../../../../contracts/compatibility/change/change-fact.ts';
import type { Examine } from '../../../../contracts/compatibility/change/compared.ts';
import { diffPlants } from '../../../../contracts/compatibility/change/diff-plants.ts';
import type { PlantVersion } from '../../../../contracts/compatibility/change/plant-version.ts';
import { hasErrors } from '../../../../contracts/finding.ts';
import { planPlant } from '../../../../contracts/plan/plan-plant.ts';
import { readPlant } from '../../../../contracts/read-plant.ts';
import { withLibraries } from '../../../../contracts/source/on-demand.ts';
import {
  memoryFiles,
  type RepositoryFiles,
} from '../../../../contracts/source/repository-files.ts';
import { validators } from '../../plan/example-plant.ts';

export type Texts = Readonly<Record<string, string>>;

const known = new Map<string, Promise<PlantVersion>>();

/** A plant of files that are sound, with its plan; remembered, as most pairs share a side. */
export function versionOf(files: Texts | RepositoryFiles): Promise<PlantVersion> {
  if (isFiles(files)) return read(files);
  const key = JSON.stringify(files);
  const version = known.get(key) ?? read(memoryFiles(files));
  if (known.size > 50) known.clear();
  known.set(key, version);
  return version;
}

async function read(files: RepositoryFiles): Promise<PlantVersion> {
  const { plant, findings, sources } = await readPlant(files);
  if (plant === undefined || hasErrors(findings)) {
    throw new Error(`The plant has errors: ${JSON.stringify(findings, undefined, 1)}`);
  }
  return { plant, plan: planPlant(plant, validators), sources };
}

function isFiles(files: Texts | RepositoryFiles): files is RepositoryFiles {
  return typeof Object.values(files)[0] === 'function';
}

export async function diffOf(
  before: Texts | RepositoryFiles,
  after: Texts | RepositoryFiles,
  examine?: Examine,
): Promise<readonly ChangeFact[]> {
  const [previous, current] = [await versionOf(before), await versionOf(after)];
  return withLibraries(() => diffPlants(previous, current, examine));
}

/** The only fact of a kind. */
export function only<K extends FactKind>(facts: readonly ChangeFact[], kind: K): FactOf<K> {
  const found = facts.filter((fact): fact is FactOf<K> => fact.kind === kind);
  const [fact] = found;
  if (fact === undefined || found.length > 1) {
    throw new Error(`${found.length} facts ${kind} among ${facts.map((each) => each.kind).join()}`);
  }
  return fact;
}

/** Files with one text of one of them replaced; it must stand there exactly once. */
export function edited(files: Texts, file: string, find: string, put: string): Texts {
  const text = files[file];
  if (text === undefined) throw new Error(`There is no file ${file}.`);
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`"${find}" stands ${parts.length - 1} times in ${file}.`);
  return { ...files, [file]: parts.join(put) };
}
