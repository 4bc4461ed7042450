import { memberNode } from '../../source/node-at.ts';
import { type BoundDataset, datasetsOf, type PhysicalRelation } from '../lint-context.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** No two datasets need the same table or view. */
export const namesCollide: Rule = {
  id: 'names-collide',
  severity: 'error',
  summary: 'Tables, child tables and views of all datasets have different names in each store.',
  why: 'Two products would write into one table, and each would read records of the other.',
  *check(context) {
    const bound = datasetsOf(context);
    const taken = new Map<string, PhysicalRelation>();
    const told = new Set<string>();
    for (const relation of context.relations) {
      const name = `${relation.store}.${relation.name}`;
      const other = taken.get(name);
      if (other === undefined) {
        taken.set(name, relation);
        continue;
      }
      const pair = `${other.dataset} ${relation.dataset}`;
      const source = sourceOf(bound, relation);
      if (told.has(pair) || source === undefined) continue;
      told.add(pair);
      yield problemAtKey(
        memberNode(source.node, 'name') ?? source.node,
        `dataset '${relation.dataset}' and dataset '${other.dataset}' both make the ${relation.kind} ${name}`,
        'rename one of the two datasets, or the array field behind the name',
      );
    }
  },
};

function sourceOf(bound: readonly BoundDataset[], relation: PhysicalRelation) {
  return bound.find(({ product, dataset }) => `${product.id}.${dataset.name}` === relation.dataset)
    ?.source;
}
