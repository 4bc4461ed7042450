import { plainText } from '../../source/node-at.ts';
import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';
import { customPropertyOf } from '../written.ts';

/** Personal data is treated before it is stored for the first time. */
export const personalDataTreatment: Rule = {
  id: 'personal-data-treatment',
  severity: 'error',
  summary: 'A field classified personal says how it is treated before the first durable store.',
  why: 'Raw keeps every message as it came: a name that gets there stays in each backup and can no longer be erased on request.',
  *check(context) {
    for (const { dataset, source } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream') continue;
      for (const { path, field } of fieldsBelow(dataset.fields)) {
        if (field.classification !== 'personal') continue;
        const property = source?.properties.find((candidate) => candidate.path === path)?.node;
        const treatment = property && plainText(customPropertyOf(property, 'treatment'));
        if (['drop', 'pseudonymise', 'encrypt'].includes(treatment ?? '')) continue;
        yield problemAtField(
          context,
          field,
          `field '${path}' of stream '${dataset.name}' is classified personal but has no treatment`,
          'leave it out at the source, or add customProperties: [{property: treatment, value: drop}] (drop, pseudonymise or encrypt)',
        );
      }
    }
  },
};
