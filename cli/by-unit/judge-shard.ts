import type { Finding } from '../../contracts/finding.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { type JudgedFiles, judgeFiles, type ReadFiles, readFiles } from './judge-files.ts';
import { partOfRepository } from './part-of-repository.ts';
import { folderOf, type PlantUnit } from './plant-units.ts';
import { factsOf, type UnitFacts } from './unit-facts.ts';

/** Findings of a unit's files by who says them. */
export interface UnitFindings {
  readonly reading: readonly Finding[];
  readonly lint: readonly Finding[];
  readonly planning: readonly Finding[];
}

/** What is known of some units after they were judged among others. */
export interface JudgedShard {
  /** In the order in which they were asked for. */
  readonly facts: readonly UnitFacts[];
  readonly findings: readonly UnitFindings[];
}

/** Judges the units `own` in a repository of the units `among`; undefined where it has no plant. */
export async function judgeShard(
  files: RepositoryFiles,
  units: readonly PlantUnit[],
  own: readonly number[],
  among: ReadonlySet<number>,
): Promise<JudgedShard | undefined> {
  const folders = new Set([...among].map((unit) => units[unit]?.folder ?? ''));
  const read = await readFiles(partOfRepository(files, folders));
  if (read.plant === undefined) return undefined;
  const facts = await factsOfUnits(files, read, units, own);
  const found = byUnit(await judgeFiles(read), units, own);
  return { facts, findings: own.flatMap((unit) => found.get(unit) ?? []) };
}

/** The findings of some units, by whose files they are in. */
export function byUnit(
  judged: JudgedFiles,
  units: readonly PlantUnit[],
  open: readonly number[],
): ReadonlyMap<number, UnitFindings> {
  const index = new Map(units.map(({ folder }, unit) => [folder, unit]));
  const found = new Map(
    open.map((unit) => [unit, { reading: [], lint: [], planning: [] } as Mutable<UnitFindings>]),
  );
  for (const part of ['reading', 'lint', 'planning'] as const) {
    for (const finding of judged[part]) {
      const unit = index.get(folderOf(finding.place.file)) ?? 0;
      found.get(unit)?.[part].push(finding);
    }
  }
  return found;
}

type Mutable<Parts> = { -readonly [Name in keyof Parts]: Finding[] };

export async function factsOfUnits(
  files: RepositoryFiles,
  { plant, planned, sources, unread }: ReadFiles,
  units: readonly PlantUnit[],
  chosen: readonly number[],
): Promise<readonly UnitFacts[]> {
  const products = new Map(plant.products.map((product) => [product.folder, product]));
  const datasets = new Map<string, (typeof planned.plan.datasets)[number][]>();
  for (const dataset of planned.plan.datasets) {
    const own = datasets.get(dataset.product) ?? [];
    own.push(dataset);
    datasets.set(dataset.product, own);
  }
  return Promise.all(
    chosen.map(async (unit) => {
      const { folder = '', paths = [] } = units[unit] ?? {};
      const product = products.get(folder);
      const statements = paths.filter((path) => path.endsWith('.sql'));
      const texts = await Promise.all(
        statements.map(async (path) => new TextDecoder().decode(await files.read(path))),
      );
      return factsOf({
        topicRoot: plant.topicRoot,
        product,
        documents: paths.flatMap((path) => sources.get(path) ?? []),
        datasets: product === undefined ? [] : (datasets.get(product.id) ?? []),
        statements: texts,
        isUnread: paths.some((path) => unread.has(path)),
      });
    }),
  );
}
