import type { ChangeRule } from '../change-rule.ts';
import { isDay } from '../days.ts';
import { additive, judged, textual } from '../judged.ts';
import { clauseOf } from './words.ts';

const retention = /^(retention|re)$/i;
const ends = /^(endOfSupport|es|endOfLife|el)$/i;

const slaWorsened: ChangeRule<'sla-changed'> = {
  id: 'sla-worsened',
  facts: ['sla-changed'],
  summary: 'A service level gets no worse.',
  why: 'A shift report at 06:05 rests on data of 06:00; with a later one it shows the night of before and says nothing.',
  judge(fact) {
    if (retention.test(fact.property) || ends.test(fact.property)) return undefined;
    const message = clauseOf(fact);
    if (fact.change === 'better' || fact.change === 'added') return additive(message);
    return judged({ touches: ['interface'], message, hint: `keep ${fact.before ?? 'the level'}` });
  },
};

const retentionShortened: ChangeRule<'sla-changed'> = {
  id: 'retention-shortened',
  facts: ['sla-changed'],
  summary: 'Data is kept for as long as it was promised.',
  why: 'Rows that a yearly audit, a claim or a model needs are deleted, and nothing brings them back.',
  judge(fact) {
    if (!retention.test(fact.property)) return undefined;
    const message = clauseOf(fact);
    if (fact.change === 'better' || fact.change === 'added') return additive(message);
    return judged({ touches: ['interface'], message, hint: `keep ${fact.before ?? 'the level'}` });
  },
};

const supportShortened: ChangeRule<'sla-changed'> = {
  id: 'support-shortened',
  facts: ['sla-changed'],
  summary: 'The day until which a contract is promised moves away only.',
  why: 'Consumers planned their move by that day; the view would go while they are still at it.',
  judge(fact) {
    if (!ends.test(fact.property)) return undefined;
    const message = clauseOf(fact);
    if (fact.change !== 'removed' && !isDay(fact.after ?? '')) {
      return judged({
        touches: ['interface'],
        message: `${message}, which is no day of the calendar`,
        hint: 'write a day as YYYY-MM-DD',
      });
    }
    if (fact.change === 'better' || fact.change === 'added') return textual(message);
    return judged({ touches: ['interface'], message, hint: `keep ${fact.before ?? 'the day'}` });
  },
};

const roleRemoved: ChangeRule<'role-removed'> = {
  id: 'role-removed',
  facts: ['role-removed'],
  summary: 'A role that may read a contract keeps its access.',
  why: 'Every program that logs in with the role is refused in the minute of the apply.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: `keep the role '${fact.role}'`,
    }),
};

const roleChanged: ChangeRule<'role-changed'> = {
  id: 'role-changed',
  facts: ['role-changed'],
  summary: 'A role keeps the access that it has.',
  why: 'Who may read today is refused tomorrow; or somebody may write who should not.',
  judge(fact) {
    const message = clauseOf(fact);
    const reads = (text: string): boolean => /read|select/i.test(text);
    const isLess = reads(fact.before) && !reads(fact.after);
    if (!isLess) return { ...additive(message), severity: 'warning' };
    return judged({ touches: ['interface'], message, hint: `keep access: ${fact.before}` });
  },
};

/** What a contract promises about its service. */
export const promiseRules = [
  slaWorsened,
  retentionShortened,
  supportShortened,
  roleRemoved,
  roleChanged,
] as const;
