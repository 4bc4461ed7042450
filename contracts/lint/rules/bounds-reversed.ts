import { memberNode, type NodeAt } from '../../source/node-at.ts';
import { canonicalDecimal, compareDecimals } from '../../source/number-text.ts';
import { type Problem, problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { numberAt, writtenSchemas } from '../written-schemas.ts';

/** A lower bound, an upper bound, and whether both may be equal. */
const pairs = [
  ['minimum', 'maximum', true],
  ['exclusiveMinimum', 'maximum', false],
  ['minimum', 'exclusiveMaximum', false],
  ['exclusiveMinimum', 'exclusiveMaximum', false],
  ['minLength', 'maxLength', true],
  ['minItems', 'maxItems', true],
  ['minProperties', 'maxProperties', true],
  ['minContains', 'maxContains', true],
] as const;

/** Some value lies between the bounds. */
export const boundsReversed: Rule = {
  id: 'bounds-reversed',
  severity: 'error',
  summary: 'No lower bound lies above its upper bound.',
  why: 'Nothing lies between them, so every message of every sender ends in quarantine.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) yield* checkBounds(at);
    for (const { datasets } of context.contracts) {
      for (const { node } of datasets.flatMap((dataset) => dataset.properties)) {
        const options = memberNode(node, 'logicalTypeOptions');
        if (options !== undefined) yield* checkBounds(options);
      }
    }
  },
};

function* checkBounds(owner: NodeAt): Iterable<Problem> {
  for (const [low, high, equal] of pairs) {
    const lowest = canonicalDecimal(numberAt(owner, low) ?? '');
    const highest = canonicalDecimal(numberAt(owner, high) ?? '');
    const at = memberNode(owner, low);
    if (lowest === undefined || highest === undefined || at === undefined) continue;
    const order = compareDecimals(lowest, highest);
    if (order < 0 || (equal && order === 0)) continue;
    yield problemAt(
      at,
      `no value is ${low} ${lowest} and ${high} ${highest} at once`,
      'swap the two, or correct one of them',
    );
  }
}
