import { compareText } from '../../contracts/finding.ts';
import type { Plant } from '../../contracts/model/plant.ts';
import { datasetId } from '../../contracts/plan/names.ts';
import type { Plan } from '../../contracts/plan/plan.ts';
import type { LineageEdge } from './lineage-shapes.ts';
import type { Neighbours } from './neighbours.ts';

/** All that the contracts say about who takes what from whom, by from, to and kind. */
export function plantEdges(plant: Plant, plan: Plan, neighbours: Neighbours): LineageEdge[] {
  const edges = new Map<string, LineageEdge>();
  const add = (from: string, to: string, kind: LineageEdge['kind'], via: string): void => {
    if (from === to) return;
    const key = JSON.stringify([from, to, kind]);
    const edge = edges.get(key) ?? { from, to, kind, via: [] };
    if (!edge.via.includes(via)) edge.via.push(via);
    edges.set(key, edge);
  };
  const datasetOfView = new Map<string, string>(
    plan.datasets.flatMap(({ id, views }) =>
      views.map(({ store, name }) => [`${store}.${name}`, id] as const),
    ),
  );
  const datasetsOf = (contract: string): readonly string[] =>
    neighbours.datasetsOfContract.get(contract) ?? [];

  for (const product of plant.products) {
    const makes = new Set(product.component?.makes);
    for (const { name, contractId } of product.inputPorts) {
      for (const dataset of datasetsOf(contractId)) add(dataset, product.id, 'reads', name);
    }
    for (const contract of makes) {
      for (const dataset of datasetsOf(contract)) add(product.id, dataset, 'makes', contract);
    }
    for (const contract of product.contracts) {
      for (const { name, source } of contract.datasets) {
        const id = datasetId(product.id, name);
        if (!makes.has(contract.id)) add(product.id, id, 'publishes', contract.id);
        if (source.kind !== 'transform') continue;
        for (const { store, view } of source.transform.reads) {
          const read = `${store}.${view}`;
          const from = datasetOfView.get(read);
          if (from !== undefined) add(from, id, 'transform', read);
        }
      }
    }
  }
  for (const dataset of plan.datasets) {
    for (const { definition } of dataset.views) {
      if (definition.kind !== 'genealogy') continue;
      for (const edge of definition.edges) {
        add(edge.dataset, dataset.id, 'genealogy', `${edge.parentKind} → ${edge.childKind}`);
      }
    }
  }
  for (const { name, stops } of plant.calendars) {
    const from = stops?.kind === 'view' ? datasetOfView.get(stops.view) : undefined;
    if (from !== undefined && stops?.kind === 'view') {
      add(from, datasetId('calendar', name), 'calendar', stops.view);
    }
  }
  return [...edges.values()].sort(
    (a, b) => compareText(a.from, b.from) || compareText(a.to, b.to) || compareText(a.kind, b.kind),
  );
}
