import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import { isSameData } from '../../contracts/compatibility/change/same-meaning.ts';
import { grantsOn } from '../../contracts/generate/grants-on.ts';
import type { Product } from '../../contracts/model/product.ts';
import type { DatasetPlan } from '../../contracts/plan/plan.ts';
import { rawTables } from '../../contracts/plan/raw-table.ts';

/** Ids of the products of `current` whose generated files may come out otherwise than in `previous`. */
export function concernedProducts(
  previous: PlantVersion,
  current: PlantVersion,
): ReadonlySet<string> {
  const before = madeOf(previous);
  const concerned = [...madeOf(current)].filter(
    ([id, inputs]) => !isSameData(before.get(id), inputs),
  );
  return new Set(concerned.map(([id]) => id));
}

/** By product, all that generators look at. */
function madeOf({ plant, plan }: PlantVersion): ReadonlyMap<string, unknown> {
  const datasets = new Map<string, DatasetPlan[]>();
  for (const dataset of plan.datasets) {
    const own = datasets.get(dataset.product) ?? [];
    own.push(dataset);
    datasets.set(dataset.product, own);
  }
  return new Map(
    plant.products.map((product: Product) => {
      const own = datasets.get(product.id) ?? [];
      const objects = own.flatMap((dataset) => [
        ...(dataset.kind === 'event' ? rawTables(dataset.raw) : []),
        ...dataset.tables,
        ...dataset.views,
      ]);
      return [product.id, { product, datasets: own, grants: grantsOn(plan, objects) }];
    }),
  );
}
