import { itemNodes, memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** A product needs no port to itself. */
export const productReadsItself: Rule = {
  id: 'product-reads-itself',
  severity: 'error',
  summary: 'No input port names a contract of its own product.',
  why: 'Lineage would run in a circle, and the report of who breaks with a change would name the changed product itself.',
  *check(context) {
    const own = new Map(
      context.plant.products.map((product) => [
        `${product.folder}/product.odps.yaml`,
        new Set(product.contracts.map((contract) => contract.id)),
      ]),
    );
    for (const product of context.products) {
      for (const port of itemNodes(memberNode(product, 'inputPorts'))) {
        const id = textOf(port, 'contractId') ?? '';
        const at = memberNode(port, 'contractId');
        if (at === undefined || own.get(product.document.path)?.has(id) !== true) continue;
        yield problemAt(
          at,
          `input port '${textOf(port, 'name')}' names the contract '${id}' of the product itself`,
          'remove the port: a product may read its own views',
        );
      }
    }
  },
};
