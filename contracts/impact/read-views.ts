import type { Plant } from '../model/plant.ts';
import { datasetId, historyViewName } from '../plan/names.ts';
import type { DatasetPlan, Plan } from '../plan/plan.ts';
import { viewTable } from '../plan/view-table.ts';

/** A view that consumers can read. */
export interface ReadView {
  /** `curated.heat_v1`. */
  readonly name: string;
  readonly product: string;
  /** `<product>.<dataset>`. */
  readonly dataset: string;
  readonly contract?: string;
  readonly major: number;
  readonly columns: ReadonlySet<string>;
  readonly isHistory: boolean;
  /** It stands for the records themselves, not for their elements, revisions or tags. */
  readonly isRoot: boolean;
}

/**
 * The views of plans by name. Of several plans, a view has the columns that it has in any of them: who
 * reads a column that is about to go can be told.
 */
export function viewsOfPlans(plant: Plant, plans: readonly Plan[]): ReadonlyMap<string, ReadView> {
  const contracts = contractsOf(plant);
  const found = new Map<string, ReadView>();
  for (const { datasets } of plans) {
    for (const dataset of datasets) {
      const id = datasetId(dataset.product, dataset.dataset);
      const roots = new Set<number>();
      for (const { store, name, major, columns, definition } of dataset.views) {
        const full = `${store}.${name}`;
        const known = found.get(full);
        const table = viewTable(definition);
        const isHistory =
          table !== undefined && name === historyViewName(baseOf(dataset, table), major);
        const contract = contracts.get(`${id} ${major}`) ?? known?.contract;
        found.set(full, {
          name: full,
          product: dataset.product,
          dataset: id,
          ...(contract === undefined ? {} : { contract }),
          major,
          columns: new Set([...(known?.columns ?? []), ...columns.map((each) => each.name)]),
          isHistory,
          isRoot: !roots.has(major),
        });
        roots.add(major);
      }
    }
  }
  return found;
}

/** Majors of computed datasets have tables of their own, and views named as those of one. */
function baseOf(dataset: DatasetPlan, table: string): string {
  return dataset.kind === 'computed' && dataset.major > 1
    ? table.replace(new RegExp(`_m${dataset.major}$`), '')
    : table;
}

function contractsOf(plant: Plant): ReadonlyMap<string, string> {
  return new Map(
    plant.products.flatMap((product) =>
      product.contracts.flatMap((contract) =>
        contract.datasets.map(
          ({ name }) => [`${datasetId(product.id, name)} ${contract.major}`, contract.id] as const,
        ),
      ),
    ),
  );
}
