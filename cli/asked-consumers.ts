import type { Consumer } from '../contracts/impact/consumer.ts';
import type { Plant } from '../contracts/model/plant.ts';
import type { Plan } from '../contracts/plan/plan.ts';

/** Something that can be read, and who of all consumers reads it. */
export interface ReadableThing {
  /** As a person names it. */
  readonly id: string;
  readonly isReadBy: (consumer: Consumer) => boolean;
}

/**
 * All that `consumers` can be asked for: products, contracts (`heat`, `heat.v1`), datasets
 * (`heat.heat`), views (`curated.heat_v1`) and their columns (`curated.heat_v1.grade`).
 */
export function readableThings(plant: Plant, plan: Plan): ReadonlyMap<string, ReadableThing> {
  const found = new Map<string, ReadableThing>();
  // An id of several things is the first of them, and all of them together are no surprise: the
  // contract `heat` of the product `heat`.
  const add = (id: string, isReadBy: ReadableThing['isReadBy']) => {
    if (!found.has(id)) found.set(id, { id, isReadBy });
  };
  for (const { id, contracts } of plant.products) {
    add(id, ({ dataset }) => dataset.startsWith(`${id}.`));
    for (const contract of contracts) {
      const isOf = (consumer: Consumer) => consumer.contract === contract.id;
      add(contract.id, isOf);
      add(
        `${contract.id}.v${contract.major}`,
        (consumer) => isOf(consumer) && consumer.major === contract.major,
      );
    }
  }
  for (const { product, dataset, views } of plan.datasets) {
    const id = `${product}.${dataset}`;
    add(id, (consumer) => consumer.dataset === id);
    for (const { store, name, major, columns } of views) {
      const view = `${store}.${name}`;
      const isOf = (consumer: Consumer) =>
        consumer.view === undefined
          ? consumer.dataset === id && consumer.major === major
          : consumer.view === view;
      add(view, isOf);
      for (const column of columns) {
        add(
          `${view}.${column.name}`,
          (consumer) => isOf(consumer) && mayRead(consumer, column.name),
        );
      }
    }
  }
  return found;
}

function mayRead({ columns, uses, by }: Consumer, column: string): boolean {
  if (columns.length > 0) return columns.includes(column);
  return by !== 'transform' || uses.length > 0;
}
