import { memberNode } from '../../source/node-at.ts';
import { type BoundDataset, datasetsOf, type PhysicalCollision } from '../lint-context.ts';
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
      if (told.has(pair)) continue;
      told.add(pair);
      const needs = `${whoNeeds({ datasets })} ${space === 'queues' ? `the queue ${name}` : `the name ${space}.${name}`}`;
      if (owner?.source === undefined) {
        const calendar = context.plant.calendars.findLast((one) =>
          datasets.includes(`calendar.${one.name}`),
        );
        if (calendar === undefined) continue;
        yield {
          place: calendar.place,
          pointer: '',
          message: needs,
          hint: `rename the calendar '${calendar.name}': a calendar takes the names of its stops as well`,
        };
        continue;
      }
      const { node } = owner.source;
      yield problemAtKey(
        memberNode(node, 'name') ?? node,
        needs,
        hasRegister(bound, datasets, name)
          ? 'rename one of the two datasets: a sensor dataset takes the name of its tag register, <dataset>_tag, as well'
          : 'rename one of the two datasets, or the array field behind the name',
      );
    }
  },
};

/** True where the name is one of the tag register of a dataset. */
function hasRegister(
  bound: readonly BoundDataset[],
  datasets: readonly string[],
  name: string,
): boolean {
  return bound.some(
    ({ product, dataset }) =>
      dataset.source.kind === 'stream' &&
      dataset.source.tags.length > 0 &&
      datasets.includes(`${product.id}.${dataset.name}`) &&
      name.includes(`${dataset.name}_tag`),
  );
}

function whoNeeds({ datasets }: Pick<PhysicalCollision, 'datasets'>): string {
  const distinct = [...new Set(datasets)];
  return distinct.length === 1
    ? `two parts of dataset '${distinct[0]}' need`
    : `${distinct.map((id) => `'${id}'`).join(' and ')} both need`;
}
