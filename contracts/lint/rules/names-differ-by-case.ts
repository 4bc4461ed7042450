import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/** Names are told apart by more than their case. */
export const namesDifferByCase: Rule = {
  id: 'names-differ-by-case',
  severity: 'warning',
  summary: 'No two fields of a dataset differ by upper and lower case alone.',
  why: 'SQL without quotes folds names to lower case: who asks for heatId gets heatid, the other field, and no error.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      const seen = new Map<string, string>();
      for (const { path, field } of fieldsBelow(dataset.fields)) {
        const folded = path.toLowerCase();
        const other = seen.get(folded);
        // Variants of a record list the same member again.
        if (other !== undefined && other !== path) {
          yield problemAtField(
            context,
            field,
            `fields '${other}' and '${path}' of dataset '${dataset.name}' differ only in case`,
            'rename one of them, or drop it from the payload',
          );
        }
        if (other === undefined) seen.set(folded, path);
      }
    }
  },
};
