import { fileHistory, firstParent, isShallow } from '../../connectors/repository/file-history.ts';
import { gitFiles } from '../../connectors/repository/git-files.ts';
import { hasErrors } from '../../contracts/finding.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import { readPlant } from '../../contracts/read-plant.ts';
import { parseYaml } from '../../contracts/source/parse-yaml.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';

/** What the past of the changed contracts says. */
export interface EarlierVersions {
  /** Oldest first, by `<contract>.v<major>`. */
  readonly versions: ReadonlyMap<string, readonly Contract[]>;
  /** One sentence each. */
  readonly unchecked: readonly string[];
}

const mostVersions = 20;
const mostCommits = 500;
const secondsOfYears = 5 * 366 * 86_400;

/**
 * The earlier versions of contracts in the git history before `commit`, of each the last state, as
 * far as they were promised (not drafts) within the same major. Bounded: 20 versions, 500 changes of
 * a file, five years before the commit.
 */
export async function earlierVersions(
  folder: string,
  commit: { readonly hash: string; readonly time: number },
  contracts: readonly Contract[],
): Promise<EarlierVersions> {
  const versions = new Map<string, readonly Contract[]>();
  const unchecked: string[] = [];
  if (contracts.length === 0) return { versions, unchecked };
  const shallow = await isShallow(folder);
  for (const contract of contracts) {
    const name = `${contract.id}.v${contract.major}`;
    const found = await ofContract(folder, commit, contract);
    versions.set(name, found.versions);
    for (const reason of found.unchecked) unchecked.push(`${name}: ${reason}`);
    if (shallow) {
      unchecked.push(
        `${name}: versions before the start of this shallow clone; git fetch --unshallow brings them`,
      );
    }
  }
  return { versions, unchecked };
}

async function ofContract(
  folder: string,
  commit: { readonly hash: string; readonly time: number },
  contract: Contract,
): Promise<{ readonly versions: readonly Contract[]; readonly unchecked: readonly string[] }> {
  const bounds = { mostCommits, since: Math.max(0, commit.time - secondsOfYears) };
  const history = await fileHistory(folder, commit.hash, contract.path, bounds);
  const seen = new Set([contract.version]);
  const versions: Contract[] = [];
  const unchecked: string[] = [];
  for (const { commit: changed, previousPath } of history) {
    if (previousPath === undefined) break;
    if (versions.length + unchecked.length >= mostVersions) {
      unchecked.push(`versions older than the last ${mostVersions}`);
      break;
    }
    // The last state of a version is that before the commit which took it away.
    const before = await firstParent(folder, changed);
    if (before === undefined) break;
    const files = await gitFiles(folder, before);
    const version = versionIn(previousPath, await files.read(previousPath));
    if (version === undefined || seen.has(version)) continue;
    seen.add(version);
    if (majorOf(version) !== contract.major) break;
    const bound = await contractAt(files, previousPath);
    if (bound === undefined) {
      unchecked.push(`version ${version} (${before.slice(0, 8)}) cannot be read any more`);
    } else if (bound.status === 'active' || bound.status === 'deprecated') {
      versions.unshift(bound);
    }
  }
  return { versions, unchecked };
}

/** The contract of a file at a commit: its product alone is read, and what that refers to. */
async function contractAt(files: RepositoryFiles, path: string): Promise<Contract | undefined> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const isOther = (each: string) => /\.od[cp]s\.yaml$/.test(each) && !each.startsWith(folder);
  const only: RepositoryFiles = {
    ...files,
    list: async () => (await files.list()).filter((each) => !isOther(each)),
  };
  const { plant, findings } = await readPlant(only);
  // Its transforms may read views of products that are left out here.
  const own = findings.filter(({ place }) => place.file === path || /\.json$/.test(place.file));
  if (hasErrors(own)) return undefined;
  return contractsOf(plant).find((contract) => contract.path === path);
}

function contractsOf(plant: Plant | undefined): readonly Contract[] {
  return (plant?.products ?? []).flatMap((product) => product.contracts);
}

function versionIn(path: string, bytes: Uint8Array | undefined): string | undefined {
  const value = bytes === undefined ? undefined : parseYaml(path, bytes).document?.value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const { version } = value as { readonly version?: unknown };
  return typeof version === 'string' ? version : undefined;
}

function majorOf(version: string): number {
  return Number(/^v?(\d+)/.exec(version)?.[1]);
}
