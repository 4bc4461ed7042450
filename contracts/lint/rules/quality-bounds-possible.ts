import { qualityOperators } from '../../model/quality-rule.ts';
import { itemNodes, memberNode, type NodeAt } from '../../source/node-at.ts';
import { canonicalDecimal, compareDecimals } from '../../source/number-text.ts';
import { type Problem, problemAt } from '../problem.ts';
import { type QualityEntry, qualityEntries } from '../quality-entries.ts';
import type { Rule } from '../rule.ts';
import { textOf, writtenText } from '../written.ts';

/** A quality rule compares with something that its result can be. */
export const qualityBoundsPossible: Rule = {
  id: 'quality-bounds-possible',
  severity: 'error',
  summary: 'Quality rules compare with numbers that their result can reach.',
  why: 'A rule with mustBeBetween [10, 5] or mustBeLessThan 0 is red on every run: after a week nobody looks at it any more, nor at its neighbours.',
  *check(context) {
    for (const entry of qualityEntries(context)) {
      if (entry.type !== 'library' && entry.type !== 'sql') continue;
      for (const operator of qualityOperators) {
        const at = memberNode(entry.node, operator);
        if (at !== undefined) yield* checkOperand(entry, operator, at);
      }
    }
  },
};

function* checkOperand(entry: QualityEntry, operator: string, at: NodeAt): Iterable<Problem> {
  const { name, node, type } = entry;
  const isPercent = textOf(node, 'unit') === 'percent';
  // Counts of rows and percentages are never negative; what a query computes may be.
  const counted = type === 'library' || isPercent;
  const isList = at.node.kind === 'array';
  const operands = (isList ? itemNodes(at) : [at]).map((each) => ({
    at: each,
    number: canonicalDecimal(writtenText(each)),
  }));
  const wrong = operands.find((each) => each.number === undefined);
  if (wrong !== undefined) {
    // A query may yield a text or a flag that is compared as it is.
    if (type === 'sql' && /^must(Not)?Be$/.test(operator)) return;
    yield problemAt(
      wrong.at,
      `quality rule '${name}' compares with something that is no number`,
      'write a number',
    );
    return;
  }
  const numbers = operands.flatMap((each) => each.number ?? []);
  if (operator.endsWith('Between')) {
    const [low = '', high = ''] = numbers;
    if (numbers.length === 2 && compareDecimals(low, high) <= 0) return;
    yield problemAt(
      at,
      numbers.length === 2
        ? `quality rule '${name}': no number lies between ${low} and ${high}`
        : `quality rule '${name}': ${operator} needs two numbers`,
      'write [<lower>, <upper>]',
    );
    return;
  }
  const [number = '0'] = numbers;
  const impossible =
    (counted && compareDecimals(number, '0') < 0) ||
    (counted && operator === 'mustBeLessThan' && compareDecimals(number, '0') === 0) ||
    (isPercent && compareDecimals(number, '100') > 0) ||
    (isPercent && operator === 'mustBeGreaterThan' && compareDecimals(number, '100') === 0);
  if (!impossible) return;
  yield problemAt(
    at,
    `quality rule '${name}' compares a ${isPercent ? 'percentage' : 'count'} with ${operator} ${number}`,
    isPercent ? 'write a number from 0 to 100' : 'write a number from 0',
  );
}
