import type { Classification } from '../../../model/field.ts';
import type { ChangeRule } from '../change-rule.ts';
import { additive, judged } from '../judged.ts';
import { isSameAmount } from '../same-amount.ts';
import { unitTexts } from '../unit-text.ts';
import { clauseOf, isNothing } from './words.ts';

const unitChanged: ChangeRule<'unit-changed'> = {
  id: 'unit-changed',
  facts: ['unit-changed'],
  summary: 'A field keeps its unit.',
  why: 'Nothing fails: every number is stored and shown, and every limit, model and report that reads it is wrong.',
  judge(fact) {
    const message = clauseOf(fact);
    if (fact.before === undefined) return additive(message);
    if (fact.after !== undefined && isSameAmount(fact.before, fact.after)) {
      return judged({
        message: `${message}, and every value says what it said`,
        severity: 'info',
        bump: 'patch',
        effects: { catalogs: 'notices' },
      });
    }
    const [before] = unitTexts(fact.before, fact.after);
    return judged({ touches: ['interface'], message, hint: `keep ${before}`, beside: 'column' });
  },
};

const identifierChanged: ChangeRule<'identifier-changed'> = {
  id: 'identifier-changed',
  facts: ['identifier-changed'],
  summary: 'A field identifies the same kind of thing as before.',
  why: 'Traces follow the kind: a heat number that is said to be a slab number leads to another piece of steel.',
  judge(fact) {
    const message = clauseOf(fact);
    if (isNothing(fact.before)) return additive(message);
    return judged({
      touches: ['interface'],
      message,
      hint: `keep the identifier ${fact.before}, and give the other one a field of its own`,
    });
  },
};

/** What was not stated was taken for internal by who got access. */
const open: readonly (Classification | undefined)[] = [undefined, 'public', 'internal'];

const classificationRaised: ChangeRule<'classification-changed'> = {
  id: 'classification-raised',
  facts: ['classification-changed'],
  summary: 'A field stays as widely readable as it was.',
  why: 'Who reads it today may not tomorrow, and what was copied into reports, models and other products must be found and treated.',
  judge(fact) {
    if (fact.direction === 'looser') return undefined;
    const message = clauseOf(fact);
    const states = fact.before === undefined && open.includes(fact.after);
    if (states) return additive(message);
    return judged({
      touches: ['interface'],
      message,
      hint: `keep ${fact.before ?? 'it as it is'}, and give what needs protection a field of its own`,
      ...(fact.before === 'personal' || fact.after === 'personal'
        ? { beside: 'field-name' as const }
        : {}),
    });
  },
};

const classificationLowered: ChangeRule<'classification-changed'> = {
  id: 'classification-lowered',
  severity: 'warning',
  facts: ['classification-changed'],
  summary: 'What was protected stays protected.',
  why: 'A field that more people may read cannot be called back from them.',
  judge(fact) {
    if (fact.direction === 'stricter') return undefined;
    return judged({
      message: clauseOf(fact),
      hint: `let the owner of '${fact.subject.product}' confirm that it may be read more widely`,
      severity: 'warning',
      bump: 'minor',
      effects: { consumers: 'notices', catalogs: 'notices' },
    });
  },
};

const treatmentChanged: ChangeRule<'treatment-changed'> = {
  id: 'treatment-changed',
  facts: ['treatment-changed'],
  summary: 'A personal value is treated as before.',
  why: 'From one day on the column holds other values for the same person: nothing joins across that day.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint:
        fact.before === undefined
          ? `leave '${fact.subject.field}' as it is`
          : `keep ${fact.before}`,
      beside: 'field-name',
    }),
};

const columnMoved: ChangeRule<'column-moved'> = {
  id: 'column-moved',
  facts: ['column-moved'],
  summary: 'The values of a field stay in their column.',
  why: 'Nothing is carried over: the view shows NULL for every row of before, and no query fails that would tell.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: isNothing(fact.before) ? 'leave physicalName out' : `keep physicalName: ${fact.before}`,
      beside: 'never',
    }),
};

/** What a value means, and who may see it. */
export const fieldMeaningRules = [
  unitChanged,
  columnMoved,
  identifierChanged,
  classificationRaised,
  classificationLowered,
  treatmentChanged,
] as const;
