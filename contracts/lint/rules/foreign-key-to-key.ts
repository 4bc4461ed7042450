import { problemAt } from '../problem.ts';
import { relationships } from '../relationships.ts';
import type { Rule } from '../rule.ts';

/** A relationship leads to the key of the other dataset. */
export const foreignKeyToKey: Rule = {
  id: 'foreign-key-to-key',
  severity: 'warning',
  summary: 'A relationship leads to all fields of the key of its target.',
  why: 'Joined by half a key, one plate finds four rows, and every sum behind the join is four times too high.',
  *check(context) {
    for (const { pairs } of relationships(context)) {
      const [first] = pairs;
      if (first === undefined) continue;
      const { key, name } = first.to.owner.dataset;
      const named = new Set(pairs.map((pair) => pair.to.path));
      if (key.length === 0 || (key.length === named.size && key.every((path) => named.has(path)))) {
        continue;
      }
      yield problemAt(
        first.to.at,
        `the relationship leads to ${[...named].join(', ')} of '${name}', whose key is ${key.join(', ')}`,
        'name every field of the key, in its order',
      );
    }
  },
};
