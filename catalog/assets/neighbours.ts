import { compareText } from '../../contracts/finding.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import { datasetId } from '../../contracts/plan/names.ts';

/** Who offers and who reads what, looked up by id. */
export interface Neighbours {
  /** The product that offers a contract. */
  readonly productOfContract: ReadonlyMap<string, string>;
  /** Ids of a contract's datasets, of all majors. */
  readonly datasetsOfContract: ReadonlyMap<string, readonly string[]>;
  /** Products with an input port on a contract. */
  readonly consumersOfContract: ReadonlyMap<string, readonly string[]>;
  /** Programs and models that say that they make a contract's data. */
  readonly makersOfContract: ReadonlyMap<string, readonly string[]>;
}

/** Reads the ports of all products once. */
export function plantNeighbours(plant: Plant): Neighbours {
  const productOfContract = new Map<string, string>();
  const datasets = new Map<string, Set<string>>();
  const consumers = new Map<string, Set<string>>();
  const makers = new Map<string, Set<string>>();
  for (const product of plant.products) {
    for (const contract of product.contracts) {
      productOfContract.set(contract.id, product.id);
      for (const { name } of contract.datasets) {
        add(datasets, contract.id, datasetId(product.id, name));
      }
    }
    for (const { contractId } of product.inputPorts) add(consumers, contractId, product.id);
    for (const contractId of product.component?.makes ?? []) add(makers, contractId, product.id);
  }
  return {
    productOfContract,
    datasetsOfContract: sorted(datasets),
    consumersOfContract: sorted(consumers),
    makersOfContract: sorted(makers),
  };
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key) ?? new Set();
  set.add(value);
  sets.set(key, set);
}

function sorted(
  sets: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, readonly string[]> {
  return new Map([...sets].map(([key, set]) => [key, [...set].sort(compareText)]));
}
