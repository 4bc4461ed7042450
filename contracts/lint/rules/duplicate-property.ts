import { itemNodes, memberNode, type NodeAt } from '../../source/node-at.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Names are unique among the datasets of a contract and the properties of an object. */
export const duplicateProperty: Rule = {
  id: 'duplicate-property',
  severity: 'error',
  summary: 'No two datasets of a contract and no two properties of an object share a name.',
  why: 'The official schema accepts it, but only one of the two can become a column: half of what was agreed is lost without a word.',
  *check(context) {
    for (const { root, datasets } of context.contracts) {
      yield* repeated(itemNodes(memberNode(root, 'schema')), 'dataset');
      for (const { node, properties } of datasets) {
        for (const parent of [node, ...properties.map((property) => property.node)]) {
          yield* repeated(itemNodes(memberNode(parent, 'properties')), 'property');
          yield* repeated(
            itemNodes(memberNode(memberNode(parent, 'items'), 'properties')),
            'property',
          );
        }
      }
    }
  },
};

function* repeated(nodes: readonly NodeAt[], noun: string): Iterable<Problem> {
  const first = new Map<string, NodeAt>();
  for (const node of nodes) {
    const name = textOf(node, 'name');
    if (name === undefined) continue;
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, node);
      continue;
    }
    yield problemAt(
      memberNode(node, 'name') ?? node,
      `${noun} '${name}' is declared twice; the first time in line ${earlier.document.placeOf(`${earlier.pointer}/name`).line}`,
      'merge the two, or rename one',
    );
  }
}
