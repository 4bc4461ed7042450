import type { ConsumerEvidence } from '../finding.ts';
import type { Consumer } from './consumer.ts';

/** From the surest. */
const EVIDENCE: readonly ConsumerEvidence[] = [
  'transform',
  'custom-etl',
  'agreement',
  'port',
  'observed',
];

/**
 * One entry per product and view, by the surest evidence. Columns of all evidence that names any are
 * merged; a port, which names none, adds nothing where the reading of that dataset is known better.
 */
export function mergedConsumers(found: readonly Consumer[]): Consumer[] {
  const merged = new Map<string, Consumer>();
  const known = new Set<string>();
  for (const consumer of bySureness(found)) {
    const { product, dataset, major, view } = consumer;
    const read = JSON.stringify([product, dataset, major]);
    if (view === undefined && known.has(read)) continue;
    known.add(read);
    const key = JSON.stringify([read, view]);
    const surer = merged.get(key);
    merged.set(key, surer === undefined ? consumer : both(surer, consumer));
  }
  return [...merged.values()];
}

/** The surest first, else as they come. */
export function bySureness(consumers: readonly Consumer[]): readonly Consumer[] {
  return [...consumers].sort((a, b) => rank(a) - rank(b));
}

function rank({ by }: Consumer): number {
  return EVIDENCE.indexOf(by);
}

function both(surer: Consumer, other: Consumer): Consumer {
  const isAll = readsAll(surer) || (readsAll(other) && other.by === surer.by);
  const uses = new Map([...other.uses, ...surer.uses].map((use) => [use.column, use] as const));
  const { purpose = other.purpose, until = other.until } = surer;
  return {
    ...surer,
    columns: isAll ? [] : [...new Set([...surer.columns, ...other.columns])],
    uses: [...uses.values()],
    ...(purpose === undefined ? {} : { purpose }),
    ...(until === undefined ? {} : { until }),
  };
}

/** True where no column can be ruled out. A transform without any use only counts rows. */
export function readsAll({ columns, uses, by }: Consumer): boolean {
  return columns.length === 0 && (by !== 'transform' || uses.length > 0);
}
