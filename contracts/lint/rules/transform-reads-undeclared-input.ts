import type { Transform, ViewName } from '../../model/transform.ts';
import { type BoundDataset, datasetsOf, type LintContext } from '../lint-context.ts';
import type { Problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** A transform reads only views that an input port of its product grants, or its own. */
export const transformReadsUndeclaredInput: Rule = {
  id: 'transform-reads-undeclared-input',
  severity: 'error',
  summary: 'Every view of another product that a transform reads stands behind an input port.',
  why: 'Without the port there is no grant, so the computation fails in the plant, and the owner of the source never learns who depends on it.',
  *check(context) {
    if (context.relations.length === 0) return;
    const owners = viewOwners(context);
    for (const bound of datasetsOf(context)) {
      if (bound.dataset.source.kind !== 'transform') continue;
      const { transform } = bound.dataset.source;
      for (const view of viewsOf(transform)) yield* checkView(bound, transform, view, owners);
    }
  },
};

function* checkView(
  bound: BoundDataset,
  transform: Transform,
  view: ViewName,
  owners: ReadonlyMap<string, readonly BoundDataset[]>,
): Iterable<Problem> {
  const name = `${view.store}.${view.view}`;
  const of = owners.get(name);
  const at = { place: transform.place, pointer: '' };
  // A view that nobody makes is the finding of the plan; what no product makes (calendars) is open.
  if (of === undefined || of.length === 0) return;
  const granted = of.some(
    (source) =>
      source.product.id === bound.product.id ||
      bound.product.inputPorts.some((port) => port.contractId === source.contract.id),
  );
  if (granted) return;
  const source = of[0]?.contract;
  yield {
    ...at,
    message: `the transform of '${bound.dataset.name}' reads ${name}, but product '${bound.product.id}' has no input port for contract '${source?.id}'`,
    hint: `add to inputPorts in ${bound.product.folder}/product.odps.yaml: {name: ${source?.id}, version: ${source?.version}, contractId: ${source?.id}}`,
  };
}

function viewsOf({ reads, refresh }: Transform): readonly ViewName[] {
  const changing = refresh.kind === 'full' ? [] : refresh.changedBy.map((entry) => entry.view);
  const all = new Map([...reads, ...changing].map((view) => [`${view.store}.${view.view}`, view]));
  return [...all.values()];
}

function viewOwners(context: LintContext): ReadonlyMap<string, readonly BoundDataset[]> {
  const byDataset = new Map<string, BoundDataset[]>();
  for (const each of datasetsOf(context)) {
    const id = `${each.product.id}.${each.dataset.name}`;
    byDataset.set(id, [...(byDataset.get(id) ?? []), each]);
  }
  const owners = new Map<string, readonly BoundDataset[]>();
  for (const relation of context.relations) {
    if (relation.kind !== 'view') continue;
    owners.set(`${relation.store}.${relation.name}`, byDataset.get(relation.dataset) ?? []);
  }
  return owners;
}
