import type { Consumer } from './consumer.ts';

/**
 * The products that stand behind `products`: who reads what they make, and who reads what those make
 * in turn, without `products` themselves, nearest first. Whole products are followed, not columns.
 */
export function downstreamOf(
  products: readonly string[],
  consumers: readonly Consumer[],
): readonly string[] {
  const readersOf = new Map<string, Set<string>>();
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
