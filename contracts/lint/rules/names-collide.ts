import { memberNode } from '../../source/node-at.ts';
import { datasetsOf, type PhysicalCollision } from '../lint-context.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** No two datasets need the same table, view, index or queue. */
export const namesCollide: Rule = {
  id: 'names-collide',
  severity: 'error',
  summary: 'Tables, child tables, views and queues of all datasets have names of their own.',
  why: 'Two products would write into one table, and each would read records of the other.',
  *check(context) {
    const bound = datasetsOf(context);
    const told = new Set<string>();
    for (const { space, name, datasets } of context.collisions) {
      // Calendars have no dataset that could be renamed, so the other one is told.
      const owner = bound.findLast(({ product, dataset }) =>
        datasets.includes(`${product.id}.${dataset.name}`),
      );
      const pair = datasets.join(' ');
      if (owner?.source === undefined || told.has(pair)) continue;
      told.add(pair);
      const { node } = owner.source;
      yield problemAtKey(
        memberNode(node, 'name') ?? node,
        `${whoNeeds({ datasets })} ${space === 'queues' ? `the queue ${name}` : `the name ${space}.${name}`}`,
        'rename one of the two datasets, or the array field behind the name',
      );
    }
  },
};

function whoNeeds({ datasets }: Pick<PhysicalCollision, 'datasets'>): string {
  const distinct = [...new Set(datasets)];
  return distinct.length === 1
    ? `two parts of dataset '${distinct[0]}' need`
    : `${distinct.map((id) => `'${id}'`).join(' and ')} both need`;
}
