import type { Plant } from '../../../contracts/model/plant.ts';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  ...{ s: 1_000, sec: 1_000, second: 1_000, seconds: 1_000 },
  ...{ min: 60_000, minute: 60_000, minutes: 60_000 },
  ...{ h: 3_600_000, hour: 3_600_000, hours: 3_600_000 },
  ...{ d: 86_400_000, day: 86_400_000, days: 86_400_000 },
};

/** The service level `latency` of the contracts in milliseconds, by dataset id; the strictest one. */
export function promisedLatencies(plant: Plant): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { contracts } of plant.products) {
    for (const { slas, datasets, product } of contracts) {
      for (const { property, value, unit = '', element } of slas) {
        const ms = Number(value) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
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
