import type { Dataset } from '../../model/dataset.ts';
import { memberNode } from '../../source/node-at.ts';
import { fieldAt } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Records that revise each other say themselves which one is newer. */
export const orderForRevise: Rule = {
  id: 'order-for-revise',
  severity: 'warning',
  summary: 'Records that revise each other have a revision, or a number in their event key.',
  why: 'A correction often carries the event time of what it corrects; then nothing tells which of the two is newer.',
  *check(context) {
    for (const { dataset, source } of datasetsOf(context)) {
      if (source === undefined || !isLeftToChance(dataset)) continue;
      yield problemAtKey(
        memberNode(source.profile, 'change') ?? source.node,
        `two records of dataset '${dataset.name}' with one key and one event time are ordered arbitrarily`,
        dataset.result === undefined
          ? 'add revision: <field>, a number that grows with each correction, or a number such as sequence to eventKey'
          : 'let eventTime name the time at which the run computed, or add revision: <field>: a rerun reads the same input',
      );
    }
  },
};

function isLeftToChance({ change, key, revision, result, source, fields }: Dataset): boolean {
  // Without a key nothing is revised, which key-for-revise tells.
  if (change !== 'revise' || revision !== undefined || key.length === 0) return false;
  if (source.kind !== 'stream' || source.stream.class !== 'event') return false;
  const { eventKey, eventTime } = source.stream;
  // When a run computed differs from run to run; the ends of its input are those of what it corrects.
  const ends = [result?.inputFrom, result?.inputUntil];
  if (result !== undefined && eventTime !== undefined && !ends.includes(eventTime.field)) {
    return false;
  }
  if (eventKey === 'payload') return true;
  return !eventKey.some((path) => {
    const kind = fieldAt(fields, path)?.type.kind;
    return kind === 'integer' || kind === 'number';
  });
}
