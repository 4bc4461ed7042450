import { memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Every contract of a product is offered on a port. */
export const contractOnPort: Rule = {
  id: 'contract-on-port',
  severity: 'warning',
  summary: 'Every active contract stands on an output port of its product.',
  why: 'Catalog and lineage begin at the ports: what stands on none is computed every day and found by nobody.',
  *check(context) {
    const roots = new Map(context.contracts.map(({ path, root }) => [path, root]));
    for (const product of context.plant.products) {
      const offered = new Set(product.outputPorts.map((port) => port.contractId));
      for (const contract of product.contracts) {
        if (contract.status !== 'active' || offered.has(contract.id)) continue;
        const at = memberNode(roots.get(contract.path), 'id');
        if (at === undefined) continue;
        yield problemAt(
          at,
          `the contract '${contract.id}' stands on no output port of product '${product.id}'`,
          `add to outputPorts in ${product.folder}/product.odps.yaml: {name: ${contract.id}, version: ${contract.version}, contractId: ${contract.id}}`,
        );
      }
    }
  },
};
