import { memberNode } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { saysSomething, textOf } from '../written.ts';

/** Every event stream says which field holds the time of the event. */
export const eventTimeDeclared: Rule = {
  id: 'event-time-declared',
  severity: 'warning',
  summary: 'Every event stream declares the field that holds its event time.',
  why: 'Late and resent messages would get the time of their arrival, and shift and day figures move with every outage.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const { name, profile } of datasets) {
        if (profile === undefined || textOf(profile, 'class') !== 'event') continue;
        const eventTime = memberNode(profile, 'eventTime');
        if (saysSomething(eventTime, 'field')) continue;
        yield problemAtKey(
          eventTime ?? memberNode(profile, 'class') ?? profile,
          `stream '${name}' does not say which field is its event time`,
          'add eventTime: {field: <path>} with the field that the source stamps; without one the receive time counts, and rows say so',
        );
      }
    }
  },
};
