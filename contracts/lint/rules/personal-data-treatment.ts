import type { Treatment } from '../../model/field.ts';
import { fieldsBelow, problemAtField } from '../field-at.ts';
import { datasetsOf } from '../lint-context.ts';
import type { Rule } from '../rule.ts';

const effects: Readonly<Record<Treatment, string>> = {
  drop: 'leaves it out',
  pseudonymise: 'stores a keyed hash, the same for the same person',
  encrypt: 'stores what only holders of the key can read',
};

/** Personal data reaches no store as it came. */
export const personalDataTreatment: Rule = {
  id: 'personal-data-treatment',
  severity: 'error',
  summary:
    'Every field of a stream that is classified personal is dropped, pseudonymised or encrypted.',
  why: 'Raw keeps every message as it came: a name that gets there stays in each backup and can no longer be erased on request.',
  *check(context) {
    for (const { dataset } of datasetsOf(context)) {
      if (dataset.source.kind !== 'stream') continue;
      for (const { path, field } of fieldsBelow(dataset.fields)) {
        if (field.classification !== 'personal' || field.treatment !== undefined) continue;
        const isWhole = ['object', 'array', 'union', 'json'].includes(field.type.kind);
        yield problemAtField(
          context,
          field,
          `field '${path}' of stream '${dataset.name}' is classified personal and would be stored as it comes`,
          isWhole ? wholeHint : treatmentHint,
        );
      }
    }
  },
};

const wholeHint = 'declare its members, and classify and treat each that names a person';
const choices = Object.entries(effects).map(([name, effect]) => `${name} ${effect}`);
const treatmentHint = `add customProperties: [{property: personal, value: pseudonymise}]; ${choices.join(', ')}`;
