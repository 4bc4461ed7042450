import { compareText } from '../../contracts/finding.ts';
import type { ComputedDatasetPlan, Plan } from '../../contracts/plan/plan.ts';

/**
 * The plan's computed datasets, each after those whose views it reads; by id where that leaves a
 * choice. @throws Error naming the datasets that read each other in a circle.
 */
export function computedInOrder(plan: Plan): readonly ComputedDatasetPlan[] {
  const computed = plan.datasets.filter((dataset) => dataset.kind === 'computed');
  const owner = new Map(
    computed.flatMap((dataset) =>
      dataset.views.map((view) => [`${view.store}.${view.name}`, dataset.id] as const),
    ),
  );
  const waiting = new Map(
    [...computed]
      .sort((a, b) => compareText(a.id, b.id))
      .map((dataset) => {
        const reads = dataset.transform.reads.map(({ store, view }) =>
          owner.get(`${store}.${view}`),
        );
        return [dataset.id, { dataset, reads: new Set(reads.filter((id) => id !== undefined)) }];
      }),
  );
  const ordered: ComputedDatasetPlan[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].find(({ reads }) =>
      [...reads].every((id) => !waiting.has(id)),
    );
    if (ready === undefined) {
      throw new Error(
        `computed datasets read each other in a circle: ${[...waiting.keys()].join(', ')}`,
      );
    }
    ordered.push(ready.dataset);
    waiting.delete(ready.dataset.id);
  }
  return ordered;
}
