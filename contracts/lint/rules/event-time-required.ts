import { fieldChain, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** Every message says when it happened. */
export const eventTimeRequired: Rule = {
  id: 'event-time-required',
  severity: 'warning',
  summary: 'The member that holds the event time is required and never null.',
  why: 'Without it the time of arrival counts: after a line was down over night, yesterday is filed under today.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream') continue;
      const path = dataset.source.stream.eventTime?.field;
      if (path === undefined) continue;
      const open = fieldChain(dataset.fields, path).find((each) => !each.required || each.nullable);
      if (open === undefined) continue;
      yield problemAtField(
        context,
        open,
        `'${path}' is the event time of '${dataset.name}', and '${open.name}' may be ${open.required ? 'null' : 'absent'}`,
        open.required ? 'take null out of its type' : `add "${open.name}" to required beside it`,
      );
    }
  },
};
