import type { Plant } from '../model/plant.ts';
import type { Consumer } from './consumer.ts';

/**
 * The products that stand behind `products`: who reads what they make, and who reads what those make
 * in turn, without `products` themselves, nearest first. A program whose data is another product's
 * stands before it. Whole products are followed, not columns.
 */
export function downstreamOf(
  products: readonly string[],
  consumers: readonly Consumer[],
  plant: Plant,
): readonly string[] {
  const readersOf = productsMadeBy(plant);
  for (const { dataset, product } of consumers) {
    const [provider = ''] = dataset.split('.');
    const readers = readersOf.get(provider) ?? new Set<string>();
    readersOf.set(provider, readers.add(product));
  }
  const seen = new Set(products);
  const waiting = [...products];
  const found: string[] = [];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const reader of readersOf.get(next) ?? []) {
      if (seen.has(reader)) continue;
      seen.add(reader);
      found.push(reader);
      waiting.push(reader);
    }
  }
  return found;
}

/** By the program, model or dashboard that makes the data. */
function productsMadeBy({ products }: Plant): Map<string, Set<string>> {
  const owners = new Map(
    products.flatMap(({ id, contracts }) =>
      contracts.map((contract) => [contract.id, id] as const),
    ),
  );
  return new Map(
    products.map(({ id, component }) => {
      const made = (component?.makes ?? []).flatMap((contract) => owners.get(contract) ?? []);
      return [id, new Set(made)] as const;
    }),
  );
}
