import { memberNode } from '../../source/node-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** A correction has an event key of its own. */
export const revisionIsEvent: Rule = {
  id: 'revision-is-event',
  severity: 'error',
  summary: 'Where records are revised, the event key holds more than the business key.',
  why: 'The corrected analysis of a heat comes under the same heat number: with that as event key it is a conflict with the first report, and never becomes the newest.',
  *check(context) {
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream' || dataset.source.stream.class !== 'event') continue;
      const { eventKey } = dataset.source.stream;
      const at = memberNode(source?.profile, 'eventKey');
      if (dataset.change !== 'revise' || eventKey === 'payload' || at === undefined) continue;
      if (eventKey.length === 0 || !eventKey.every((path) => dataset.key.includes(path))) continue;
      yield problemAt(
        at,
        `all revisions of a record of '${dataset.name}' have the same event key`,
        dataset.revision === undefined
          ? 'add the member that counts messages or revisions'
          : `add ${dataset.revision} to the event key`,
      );
    }
  },
};
