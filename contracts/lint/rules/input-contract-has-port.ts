import { itemNodes, memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Lineage and access say the same. */
export const inputContractHasPort: Rule = {
  id: 'input-contract-has-port',
  severity: 'warning',
  summary: 'Every input contract of an output port stands on an input port of the product.',
  why: 'The lineage draws a line for which nobody was granted access: either the figure is not computed from it, or the grant is missing.',
  *check(context) {
    const bound = new Map(
      context.plant.products.map((each) => [`${each.folder}/product.odps.yaml`, each]),
    );
    for (const product of context.products) {
      const ports = new Set(
        itemNodes(memberNode(product, 'inputPorts')).map((port) => textOf(port, 'contractId')),
      );
      for (const contract of bound.get(product.document.path)?.contracts ?? [])
        ports.add(contract.id);
      for (const port of itemNodes(memberNode(product, 'outputPorts'))) {
        for (const input of itemNodes(memberNode(port, 'inputContracts'))) {
          const at = memberNode(input, 'id');
          const id = textOf(input, 'id');
          if (at === undefined || id === undefined || ports.has(id)) continue;
          yield problemAt(
            at,
            `output port '${textOf(port, 'name')}' is made from '${id}', for which the product has no input port`,
            `add to inputPorts: {name: ${id}, version: ${textOf(input, 'version') ?? '1.0.0'}, contractId: ${id}}`,
          );
        }
      }
    }
  },
};
