import { fieldChain, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** Every message carries the members that make its event one and the same. */
export const eventKeyRequired: Rule = {
  id: 'event-key-required',
  severity: 'error',
  summary: 'The members of an event key are required and never null.',
  why: 'A message without a member of its key has no identity: it passes every other check and ends in quarantine.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream' || dataset.source.stream.class !== 'event') continue;
      const { eventKey } = dataset.source.stream;
      if (eventKey === 'payload') continue;
      for (const path of eventKey) {
        const open = fieldChain(dataset.fields, path).find(
          (each) => !each.required || each.nullable,
        );
        if (open === undefined) continue;
        yield problemAtField(
          context,
          open,
          `'${path}' is part of the event key of '${dataset.name}', and '${open.name}' may be ${open.required ? 'null' : 'absent'}`,
          open.required ? 'take null out of its type' : `add "${open.name}" to required beside it`,
        );
      }
    }
  },
};
