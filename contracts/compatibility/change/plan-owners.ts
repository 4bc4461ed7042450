import type { Place } from '../../finding.ts';
import type { Contract } from '../../model/contract.ts';
import type { Plant } from '../../model/plant.ts';
import type { DatasetPlan, Plan } from '../../plan/plan.ts';
import type { Subject } from './change-fact.ts';
import { placeInPlant } from './plant-facts.ts';
import { type Sources, type Spot, spotAt } from './written-place.ts';

export interface PlanSide {
  readonly plant: Plant;
  readonly plan: Plan;
  readonly sources?: Sources;
}

/** Which contract an object of the plan follows from, and where that stands. */
export interface Owners {
  of(dataset: DatasetPlan, major: number | undefined): Owned;
  ofProduct(product: string): Owned;
}

export interface Owned {
  readonly subject: Subject;
  readonly at: Spot;
  readonly previousPlace?: Place;
}

export function contractOwners(previous: PlanSide, current: PlanSide): Owners {
  const sides = once(() => ({
    before: declarations(previous.plant),
    after: declarations(current.plant),
  }));
  const ofProduct = (product: string): Owned => {
    const { before, after } = sides();
    const [was, is] = [before.products.get(product), after.products.get(product)];
    const at = is === undefined ? placeInPlant(current.sources) : spotAt(current.sources, is);
    return { subject: { product }, at, ...(was === undefined ? {} : { previousPlace: was }) };
  };
  return {
    ofProduct,
    of: ({ product, dataset }, major) => {
      const { before, after } = sides();
      const was = declared(before, product, dataset, major);
      const is = declared(after, product, dataset, major);
      const contract = (is ?? was)?.contract;
      const around = ofProduct(product);
      const at = is === undefined ? around.at : spotAt(current.sources, is.place);
      return {
        subject: {
          ...around.subject,
          ...(contract === undefined ? {} : { contract: contract.id, major: contract.major }),
          dataset,
        },
        at,
        ...(was === undefined ? {} : { previousPlace: was.place }),
      };
    },
  };
}

function once<Result>(compute: () => Result): () => Result {
  let known: { readonly result: Result } | undefined;
  return () => {
    known ??= { result: compute() };
    return known.result;
  };
}

interface Declared {
  readonly contract: Contract;
  readonly place: Place;
}

interface Declarations {
  readonly products: ReadonlyMap<string, Place>;
  /** By product and dataset: one entry per major, the newest last. */
  readonly datasets: ReadonlyMap<string, readonly Declared[]>;
}

function declarations({ products }: Plant): Declarations {
  const datasets = new Map<string, Declared[]>();
  for (const product of products) {
    for (const contract of product.contracts) {
      for (const { name, place } of contract.datasets) {
        const key = `${product.id}.${name}`;
        const known = datasets.get(key);
        if (known === undefined) datasets.set(key, [{ contract, place }]);
        else known.push({ contract, place });
      }
    }
  }
  for (const known of datasets.values()) known.sort((a, b) => a.contract.major - b.contract.major);
  return { products: new Map(products.map(({ id, place }) => [id, place])), datasets };
}

/** The declaration of a major; where none is meant, the newest: tables are shared by all. */
function declared(
  { datasets }: Declarations,
  product: string,
  dataset: string,
  major: number | undefined,
): Declared | undefined {
  const known = datasets.get(`${product}.${dataset}`);
  return major === undefined
    ? known?.at(-1)
    : known?.find(({ contract }) => contract.major === major);
}
