import type { Plant } from '../../../contracts/model/plant.ts';
import { timeUnit } from '../../../contracts/source/time-unit.ts';

/** The service level `latency` of the contracts in milliseconds, by dataset id; the strictest one. */
export function promisedLatencies(plant: Plant): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { contracts } of plant.products) {
    for (const { slas, datasets, product } of contracts) {
      for (const { property, value, unit = '', element } of slas) {
        const ms = Number(value) * (timeUnit(unit)?.ms ?? Number.NaN);
        if (property !== 'latency' || !(ms > 0)) continue;
        const of = element?.split('.')[0];
        for (const { name } of datasets) {
          if (of !== undefined && of !== name) continue;
          const id = `${product}.${name}`;
          found.set(id, Math.min(ms, found.get(id) ?? ms));
        }
      }
    }
  }
  return found;
}
