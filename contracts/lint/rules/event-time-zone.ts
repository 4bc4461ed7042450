import { memberNode } from '../../source/node-at.ts';
import { fieldAt } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Times without an offset come with the zone they are meant in. */
export const eventTimeZone: Rule = {
  id: 'event-time-zone',
  severity: 'error',
  summary: 'An event time without an offset declares its IANA zone.',
  why: 'Plant clocks run in local time: read as UTC every value lies hours off, and the hour that repeats in October is stored in the wrong order.',
  *check(context) {
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream') continue;
      const { eventTime } = dataset.source.stream;
      if (eventTime === undefined || eventTime.zone !== undefined) continue;
      const field = fieldAt(dataset.fields, eventTime.field);
      const written = memberNode(source?.profile, 'eventTime');
      if (field?.type.kind === 'local-timestamp' && written !== undefined) {
        yield problemAtKey(
          written,
          `event time '${eventTime.field}' of stream '${dataset.name}' has no offset in its text and no zone in the contract`,
          'add zone: Europe/Berlin (the IANA zone of the source clock), or have the source send the offset',
        );
      }
    }
  },
};
