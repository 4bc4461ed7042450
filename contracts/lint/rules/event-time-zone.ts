import { memberNode, plainText } from '../../source/node-at.ts';
import { memberSchema, payloadOf } from '../payload-source.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { textOf } from '../written.ts';

/** Times without an offset come with the zone they are meant in. */
export const eventTimeZone: Rule = {
  id: 'event-time-zone',
  severity: 'error',
  summary: 'An event time without an offset declares its IANA zone.',
  why: 'Plant clocks run in local time: read as UTC every value lies hours off, and the hour that repeats in October is stored in the wrong order.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const dataset of datasets) {
        const eventTime = memberNode(dataset.profile, 'eventTime');
        const path = textOf(eventTime, 'field');
        const payload = payloadOf(context, dataset);
        if (eventTime === undefined || path === undefined || payload === undefined) continue;
        if (memberNode(eventTime, 'zone') !== undefined) continue;
        const schema = memberSchema(payload, path);
        const isText = plainText(memberNode(schema, 'type')) === 'string';
        if (!isText || textOf(schema, 'format') === 'date-time') continue;
        yield problemAtKey(
          eventTime,
          `the event time '${path}' of stream '${dataset.name}' has no offset in its text and no zone in the contract`,
          'add zone: Europe/Berlin (the IANA zone of the source clock), or have the source send the offset and say format: date-time',
        );
      }
    }
  },
};
