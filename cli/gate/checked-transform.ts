import type { PlantVersion } from '../../contracts/compatibility/change/plant-version.ts';
import type { Affected, Place } from '../../contracts/finding.ts';
import { viewsOfPlans } from '../../contracts/impact/read-views.ts';
import { type TransformRead, transformReads } from '../../contracts/impact/transform-reads.ts';
import type { Contract } from '../../contracts/model/contract.ts';
import type { Dataset } from '../../contracts/model/dataset.ts';
import type { Product } from '../../contracts/model/product.ts';
import type { ComputedDatasetPlan } from '../../contracts/plan/plan.ts';
import { type ViewChange, viewChanges } from './view-changes.ts';
import type { ViewsByName } from './view-columns.ts';

/** One side of the comparison, with its views at hand. */
export interface Side {
  readonly version: PlantVersion;
  readonly views: ViewsByName;
}

/** A transform with all that its findings tell beside what PostgreSQL says. */
export interface CheckedTransform {
  readonly planned: ComputedDatasetPlan;
  readonly product: Product | undefined;
  /** Where the contract says the dataset. */
  readonly contractPlace: Place;
  readonly dataset: Dataset | undefined;
  readonly contract: Contract | undefined;
  /** What it uses, of the views of either side. */
  readonly reads: readonly TransformRead[];
  readonly changes: readonly ViewChange[];
  readonly views: ViewsByName;
}

/** Gathers what is known of computed datasets. Runs within `withLibraries`. */
export function checkedTransforms(
  datasets: readonly ComputedDatasetPlan[],
  previous: Side | undefined,
  current: Side,
): readonly CheckedTransform[] {
  const { plant, plan } = current.version;
  const plans = previous === undefined ? [plan] : [previous.version.plan, plan];
  const known = viewsOfPlans(plant, plans);
  return datasets.map((planned) => {
    const product = plant.products.find(({ id }) => id === planned.product);
    const contract = product?.contracts.find(({ path }) => path === planned.contractPath);
    const dataset = contract?.datasets.find(({ name }) => name === planned.dataset);
    const contractPlace = dataset?.place ?? { file: planned.contractPath, line: 1, column: 1 };
    const reads = transformReads(planned.transform, contractPlace, known);
    const changes = viewChanges(reads, previous, current);
    const { views } = current;
    return { planned, product, contract, dataset, contractPlace, reads, changes, views };
  });
}

/** The product whose transform it is, as one that breaks. */
export function affectedProduct(
  { planned, product }: CheckedTransform,
  columns: readonly string[],
  place: Place,
): Affected {
  const owner = product?.owner;
  return {
    product: planned.product,
    domain: planned.domain,
    columns,
    ...(owner === undefined ? {} : { team: owner.team }),
    ...(owner?.contact === undefined ? {} : { contact: owner.contact }),
    by: 'transform',
    place,
  };
}
