import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** Names that begin with `_` belong to the platform's provenance columns. */
export const nameReserved: Rule = {
  id: 'name-reserved',
  severity: 'error',
  summary: 'No field name begins with an underscore.',
  why: 'Every table has provenance columns such as _event_id; a field of that name would overwrite where a row comes from.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      for (const { field } of fieldsBelow(dataset.fields)) {
        if (!field.name.startsWith('_')) continue;
        yield problemAtField(
          context,
          field,
          `field '${field.name}' of dataset '${dataset.name}' begins with '_', which is kept for provenance columns`,
          'rename it in the payload',
        );
      }
    }
  },
};
