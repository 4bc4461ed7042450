import type { Contract } from '../model/contract.ts';
import { itemNodes, memberNode, type NodeAt } from '../source/node-at.ts';
import { type LintContext, oncePerContext } from './lint-context.ts';
import { textOf } from './written.ts';

/** The contracts of the plant by id, oldest major first. */
const contractsById = oncePerContext((context): ReadonlyMap<string, readonly Contract[]> => {
  const found = new Map<string, Contract[]>();
  for (const contract of context.plant.products.flatMap((product) => product.contracts)) {
    found.set(contract.id, [...(found.get(contract.id) ?? []), contract]);
  }
  return found;
});

/** The contract that a reference `{<key>, version}` names, in its major. */
export function referredContract(
  context: LintContext,
  reference: NodeAt,
  key: 'contractId' | 'id',
): Contract | undefined {
  const major = Number((textOf(reference, 'version') ?? '').split('.')[0]);
  return contractsById(context)
    .get(textOf(reference, key) ?? '')
    ?.find((contract) => contract.major === major);
}

/** Every place of a product that names a contract and a version of it. */
export function* contractReferences(
  product: NodeAt,
): Iterable<{ readonly at: NodeAt; readonly key: 'contractId' | 'id'; readonly noun: string }> {
  for (const at of itemNodes(memberNode(product, 'inputPorts'))) {
    yield { at, key: 'contractId', noun: 'input port' };
  }
  for (const port of itemNodes(memberNode(product, 'outputPorts'))) {
    yield { at: port, key: 'contractId', noun: 'output port' };
    for (const at of itemNodes(memberNode(port, 'inputContracts'))) {
      yield { at, key: 'id', noun: 'input contract' };
    }
  }
}
