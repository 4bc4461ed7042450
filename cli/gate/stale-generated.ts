import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import type { RepositoryFiles } from '../../contracts/source/repository-files.ts';
import { concernedProducts } from './concerned-products.ts';
import { artifactsOf, productOfGenerated, type StaleFile, staleFiles } from './generated-files.ts';

/** What decides which generated files a change concerns. */
export interface GeneratedComparison {
  readonly previous: PlantVersion;
  readonly current: PlantVersion;
  readonly base: RepositoryFiles;
  readonly head: RepositoryFiles;
  isChanged(path: string): Promise<boolean>;
}

/**
 * Generated files that the change leaves otherwise than the contracts say: those of the whole plant,
 * and of each product that says something else than before or whose generated files differ from the
 * base. What the base left stale elsewhere is no part of the change; `generate --check` finds it.
 */
export async function staleGenerated(
  comparison: GeneratedComparison,
): Promise<readonly StaleFile[]> {
  const { previous, current, head } = comparison;
  const touched = await touchedFolders(comparison);
  const differing = concernedProducts(previous, current);
  const { products } = current.plant;
  const passedBy = products.filter(({ id, folder }) => !differing.has(id) && !touched.has(folder));
  const [ids, folders] = [
    new Set(passedBy.map(({ id }) => id)),
    new Set(passedBy.map(({ folder }) => folder)),
  ];
  const artifacts = artifactsOf(current.plan, current.plant, (product) => !ids.has(product));
  return staleFiles(head, artifacts, (path) => !folders.has(productOfGenerated(path) ?? ''));
}

/** Folders of products in which a generated file is another than in the base. */
async function touchedFolders({
  base,
  head,
  isChanged,
}: GeneratedComparison): Promise<ReadonlySet<string>> {
  const paths = [...new Set([...(await base.list()), ...(await head.list())])].flatMap((path) => {
    const folder = productOfGenerated(path);
    return folder === undefined ? [] : [{ path, folder }];
  });
  const changed = await Promise.all(
    paths.map(async ({ path, folder }) => ((await isChanged(path)) ? [folder] : [])),
  );
  return new Set(changed.flat());
}
