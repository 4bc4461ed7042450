import { memberNode } from '../../source/node-at.ts';
import { datasetsOf } from '../lint-context.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';

const dayMs = 86_400_000;

/** Clocks may run ahead by minutes, not by days. */
export const eventTimeSkew: Rule = {
  id: 'event-time-skew',
  severity: 'warning',
  summary: 'No source clock is trusted when it runs more than a day ahead.',
  why: 'A controller that starts in 2099 after a battery change writes the newest row for decades, and every last value is its.',
  *check(context) {
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream') continue;
      const skewMs = dataset.source.stream.eventTime?.skewMs;
      const at = memberNode(memberNode(source?.profile, 'eventTime'), 'skew');
      if (skewMs === undefined || at === undefined || skewMs <= dayMs) continue;
      yield problemAt(
        at,
        `times of '${dataset.name}' up to ${Math.round(skewMs / dayMs)} days in the future are taken as they are`,
        'write how far the clock may really run ahead, such as PT5M',
      );
    }
  },
};
