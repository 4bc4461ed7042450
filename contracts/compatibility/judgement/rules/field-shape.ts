import type { ChangeRule } from '../change-rule.ts';
import { additive, judged } from '../judged.ts';
import { clauseOf } from './words.ts';

const fieldAdded: ChangeRule<'field-added'> = {
  id: 'required-field-added',
  facts: ['field-added'],
  summary: 'A field that is new may be absent.',
  why: 'Every source that was not rebuilt on the same day sends messages without it, and each of them goes to quarantine.',
  judge(fact) {
    const message = clauseOf(fact);
    if (!fact.required) return { ...additive(message), perhaps: ['forward'] };
    return judged({
      touches: ['backward'],
      perhaps: ['forward'],
      message,
      hint: `make '${fact.subject.field}' optional`,
      bump: 'minor',
    });
  },
};

const fieldRemoved: ChangeRule<'field-removed'> = {
  id: 'field-removed',
  facts: ['field-removed'],
  summary: 'A field that is promised stays.',
  why: 'The column goes out of the view, and every query, chart and program that names it fails.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      perhaps: ['backward', 'forward'],
      message: clauseOf(fact),
      hint: `keep '${fact.subject.field}', deprecated`,
    }),
};

const fieldRenamed: ChangeRule<'field-renamed'> = {
  id: 'field-renamed',
  facts: ['field-renamed'],
  summary: 'A field keeps its name.',
  why: 'To everyone who reads or writes it the old field is gone, however clear the new name is.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      perhaps: ['backward', 'forward'],
      message: clauseOf(fact),
      hint: `keep the name '${fact.before}' and give it the businessName that people should see`,
    }),
};

const fieldMoved: ChangeRule<'field-moved'> = {
  id: 'field-moved',
  facts: ['field-moved'],
  summary: 'A field stays where it is in the record.',
  why: 'The column is named by the path, so it gets another name, and sources write to the old place.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      perhaps: ['backward', 'forward'],
      message: clauseOf(fact),
      hint: `leave '${fact.before}' where it was`,
    }),
};

const typeChanged: ChangeRule<'type-changed'> = {
  id: 'type-changed',
  facts: ['type-changed'],
  summary: 'A field keeps its type.',
  why: 'Programs compute with the type: whole numbers divide without a rest, texts sort by letter, a list becomes a table of its own.',
  judge(fact) {
    const { direction, shape, before } = fact;
    const back = direction === 'loosened' ? [] : (['backward'] as const);
    const forth = direction === 'tightened' ? [] : (['forward'] as const);
    const reshaped = shape ? (['interface'] as const) : [];
    return judged({
      touches: [...back, ...forth, ...reshaped],
      message: clauseOf(fact),
      hint: shape
        ? `keep the type ${before}, and give the new shape a field of its own`
        : `keep the type ${before}`,
      ...(shape ? {} : { beside: 'column' as const }),
    });
  },
};

const variantRemoved: ChangeRule<'branch-removed'> = {
  id: 'variant-removed',
  facts: ['branch-removed'],
  summary: 'A kind of record that is promised stays.',
  why: 'Sources still send it, and each such message goes to quarantine; its columns go out of the view.',
  judge: (fact) =>
    judged({
      touches: ['backward'],
      message: clauseOf(fact),
      hint: `keep the kind '${fact.value}'`,
    }),
};

const variantAdded: ChangeRule<'branch-added'> = {
  id: 'variant-added',
  facts: ['branch-added'],
  summary: 'Consumers know every kind of record.',
  why: 'A program that was built for the kinds of before meets one that it has no case for.',
  judge: (fact) =>
    judged({
      touches: ['forward'],
      message: clauseOf(fact),
      hint: `send the kind '${fact.value}' as a dataset of its own`,
      bump: 'minor',
    }),
};

/** What a record is made of. */
export const fieldShapeRules = [
  fieldRemoved,
  fieldRenamed,
  fieldMoved,
  fieldAdded,
  typeChanged,
  variantRemoved,
  variantAdded,
] as const;
