import { itemNodes, memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { isWholePlant } from '../views.ts';
import { textOf } from '../written.ts';

/** Access is asked for where it is used. */
export const inputPortUsed: Rule = {
  id: 'input-port-used',
  severity: 'warning',
  summary: 'Every input port of a computed product is read by a transform.',
  why: 'A port is a grant and a name on the list of consumers: an unused one opens data, and holds up every change of its source.',
  *check(context) {
    // A view that could not be bound has no owner.
    if (!isWholePlant(context)) return;
    const owners = new Map(
      context.relations.map((each) => [`${each.store}.${each.name}`, each.dataset]),
    );
    const contractOf = new Map<string, string>(
      context.plant.products.flatMap((product) =>
        product.contracts.flatMap((contract) =>
          contract.datasets.map(
            (dataset) => [`${product.id}.${dataset.name}`, contract.id] as const,
          ),
        ),
      ),
    );
    const known = new Set(contractOf.values());
    const roots = new Map(context.products.map((each) => [each.document.path, each]));
    const written = new Map<string, number>();
    for (const { path, datasets } of context.contracts) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      written.set(folder, (written.get(folder) ?? 0) + datasets.length);
    }
    for (const product of context.plant.products) {
      const datasets = product.contracts.flatMap((contract) => contract.datasets);
      // Programs and models read in ways that no transform shows, and so do streams.
      if (product.kind !== 'data' || datasets.length === 0) continue;
      if (datasets.length < (written.get(product.folder) ?? 0)) continue;
      if (datasets.some((dataset) => dataset.source.kind !== 'transform')) continue;
      const read = new Set(
        datasets.flatMap(({ source }) =>
          source.kind === 'transform'
            ? source.transform.reads.map(({ store, view }) =>
                contractOf.get(owners.get(`${store}.${view}`) ?? ''),
              )
            : [],
        ),
      );
      const root = roots.get(`${product.folder}/product.odps.yaml`);
      for (const port of itemNodes(memberNode(root, 'inputPorts'))) {
        const at = memberNode(port, 'contractId');
        const id = textOf(port, 'contractId');
        if (at === undefined || id === undefined || read.has(id) || !known.has(id)) continue;
        yield problemAt(
          at,
          `no transform of product '${product.id}' reads a view of '${id}'`,
          'remove the port, or read the view',
        );
      }
    }
  },
};
