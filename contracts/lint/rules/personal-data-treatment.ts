import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

/**
 * Personal data does not reach the raw store. The data plane knows no treatment yet, so a declared
 * one is no way out: it would be a promise that nothing keeps.
 */
export const personalDataTreatment: Rule = {
  id: 'personal-data-treatment',
  severity: 'error',
  summary: 'No stream carries a field classified personal, as long as no treatment is built in.',
  why: 'Raw keeps every message as it came: a name that gets there stays in each backup and can no longer be erased on request.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream') continue;
      for (const { path, field } of fieldsBelow(dataset.fields)) {
        if (field.classification !== 'personal') continue;
        yield problemAtField(
          context,
          field,
          `field '${path}' of stream '${dataset.name}' is classified personal and would be stored as it comes`,
          'have the source leave it out, or send a pseudonym whose key stays there',
        );
      }
    }
  },
};
