import type { Rule } from '../rule.ts';
import { writtenTags } from '../written-units.ts';

/** A tag says what it measures. */
export const tagDescribed: Rule = {
  id: 'tag-described',
  severity: 'warning',
  summary: 'Every tag of a register has a description that is not its alias.',
  why: 'ML_PV_2 is known to one electrician: the model that was trained on the wrong gauge is found after he has retired.',
  *check(context) {
    for (const { dataset, tags } of writtenTags(context)) {
      for (const { id, alias, description, place } of tags) {
        const text = (description ?? '').trim();
        if (text !== '' && text !== alias && text !== id) continue;
        yield {
          place,
          pointer: '',
          message: `tag '${id}' of dataset '${dataset}' is not described`,
          hint: 'say in its column description what is measured, where, and by which gauge',
        };
      }
    }
  },
};
