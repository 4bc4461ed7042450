import type { ChangeRule } from '../change-rule.ts';
import { additive, judged } from '../judged.ts';
import { clauseOf, isNothing } from './words.ts';

const datasetRemoved: ChangeRule<'dataset-removed'> = {
  id: 'dataset-removed',
  facts: ['dataset-removed'],
  summary: 'A dataset that is promised stays.',
  why: 'Its views go, and its messages are claimed by no stream any more.',
  judge: (fact) =>
    judged({
      touches: ['backward', 'interface'],
      message: clauseOf(fact),
      hint: `keep '${fact.subject.dataset}'`,
    }),
};

const classChanged: ChangeRule<'class-changed'> = {
  id: 'class-changed',
  facts: ['class-changed'],
  summary: 'A dataset stays of its kind: event, sensor, computed or files.',
  why: 'The kind decides what is never lost, where it is stored and which views there are.',
  judge: (fact) =>
    judged({
      touches: ['backward', 'interface'],
      message: clauseOf(fact),
      hint: `keep the kind ${fact.before}`,
      beside: 'dataset-name',
    }),
};

const changeChanged: ChangeRule<'change-changed'> = {
  id: 'append-to-revise',
  facts: ['change-changed'],
  summary: 'Records are kept or replaced as before.',
  why: 'The view shows one row per key where it showed all, or the other way round: every count and sum over it changes.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: `keep change: ${fact.before}`,
      beside: 'dataset-name',
    }),
};

const keyChanged: ChangeRule<'key-changed'> = {
  id: 'key-changed',
  facts: ['key-changed'],
  summary: 'A record keeps its key.',
  why: 'Joins that met one row meet several or none, and what was one record under two revisions becomes two.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: isNothing(fact.before)
        ? `leave '${fact.subject.dataset}' without a key`
        : `keep the key ${fact.before}`,
    }),
};

const revisionChanged: ChangeRule<'revision-changed'> = {
  id: 'revision-changed',
  facts: ['revision-changed'],
  summary: 'The newest revision is found as before.',
  why: 'Another revision wins: the view shows the value of before its correction.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: 'keep what orders revisions',
    }),
};

const cancelledChanged: ChangeRule<'cancelled-changed'> = {
  id: 'cancelled-changed',
  facts: ['cancelled-changed'],
  summary: 'A cancelled record is told as before.',
  why: 'Records that were cancelled come back into every sum, or good ones disappear.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: 'keep the mark of cancellation',
    }),
};

const modeLoosened: ChangeRule<'mode-changed'> = {
  id: 'mode-loosened',
  facts: ['mode-changed'],
  summary: 'A contract promises no less than before.',
  why: 'Who built on the old promise is not asked again when the first change uses the new one.',
  judge(fact) {
    const message = clauseOf(fact);
    if (fact.direction === 'tightened') return additive(message);
    return judged({ touches: ['interface'], message, hint: `keep ${fact.before}` });
  },
};

const derivationChanged: ChangeRule<'derivation-changed'> = {
  id: 'derivation-changed',
  facts: ['derivation-changed'],
  summary: 'A dataset says as before which piece came out of which.',
  why: 'Traces from a plate back to its heat end at the day of the change.',
  judge(fact) {
    const message = clauseOf(fact);
    if (isNothing(fact.before)) return additive(message);
    return judged({
      touches: ['interface'],
      message,
      hint: 'keep the derivations that there were',
    });
  },
};

const qualityLoosened: ChangeRule<'quality-changed'> = {
  id: 'quality-loosened',
  facts: ['quality-changed'],
  summary: 'The quality that is promised gets no worse.',
  why: 'Consumers left out checks of their own because the contract promised them; rows that it refused reach their figures now.',
  judge(fact) {
    const message = clauseOf(fact);
    if (fact.change === 'added' || fact.change === 'tightened') return additive(message);
    if (fact.change === 'text') return { ...additive(message), bump: 'patch' };
    return judged({
      touches: ['interface'],
      message,
      hint: fact.change === 'removed' ? 'keep the rule' : `keep it: ${fact.before ?? 'as it was'}`,
    });
  },
};

/** Which records a dataset holds, and which of them a view shows. */
export const recordRules = [
  datasetRemoved,
  classChanged,
  changeChanged,
  keyChanged,
  revisionChanged,
  cancelledChanged,
  modeLoosened,
  derivationChanged,
  qualityLoosened,
] as const;
