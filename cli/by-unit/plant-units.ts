import { compareText } from '../../contracts/finding.ts';

/**
 * What a check judges as one: the folder of a product, or, with the empty folder, all that belongs to
 * no product (plant.yaml, calendars, shared schemas, what lies in a wrong place).
 */
export interface PlantUnit {
  /** `products/<domain>/<product>`, or empty. */
  readonly folder: string;
  /** Sorted; without what is generated. */
  readonly paths: readonly string[];
}

/** The units of a repository, in the order in which their contracts are judged. */
export function unitsOf(listing: readonly string[]): readonly PlantUnit[] {
  const folders = new Map<string, string[]>([['', []]]);
  for (const path of listing) {
    if (path.split('/').includes('generated')) continue;
    const folder = folderOf(path);
    const paths = folders.get(folder) ?? [];
    paths.push(path);
    folders.set(folder, paths);
  }
  return [...folders]
    .sort(([a], [b]) => compareText(`${a}/`, `${b}/`))
    .map(([folder, paths]) => ({ folder, paths: paths.sort(compareText) }));
}

/** The folder of the unit that a file belongs to. */
export function folderOf(path: string): string {
  return /^products\/[^/]+\/[^/]+(?=\/)/.exec(path)?.[0] ?? '';
}
