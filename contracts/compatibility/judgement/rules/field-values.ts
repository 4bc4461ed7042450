import type { Evidence } from '../../../finding.ts';
import type { Direction } from '../../change/change-fact.ts';
import type { ChangeRule, Commitment } from '../change-rule.ts';
import { judged, textual } from '../judged.ts';
import { clauseOf } from './words.ts';

/** Less allowed breaks who writes as before; more allowed surprises who reads as before. */
function touchedBy(direction: Direction): readonly Commitment[] {
  if (direction === 'tightened') return ['backward'];
  return direction === 'loosened' ? ['forward'] : ['backward', 'forward'];
}

const requirementChanged: ChangeRule<'requirement-changed'> = {
  id: 'requirement-changed',
  facts: ['requirement-changed'],
  summary: 'What may be absent may stay absent, and what is always there is always there.',
  why: 'A source that leaves it out is refused from today on; or a program that never asked for absence meets it.',
  judge: (fact) =>
    judged({
      touches: touchedBy(fact.direction),
      message: clauseOf(fact),
      hint:
        fact.direction === 'tightened'
          ? `let '${fact.subject.field}' stay optional, and ask for it by a quality rule`
          : `keep '${fact.subject.field}' required`,
    }),
};

const nullabilityChanged: ChangeRule<'nullability-changed'> = {
  id: 'nullability-changed',
  facts: ['nullability-changed'],
  summary: 'Null stays allowed where it was, and refused where it was refused.',
  why: 'A sum over a column with a first null is null; a source that sends null for a failed probe is refused.',
  judge: (fact) =>
    judged({
      touches: touchedBy(fact.direction),
      message: clauseOf(fact),
      hint:
        fact.direction === 'tightened'
          ? `let '${fact.subject.field}' stay nullable`
          : `leave '${fact.subject.field}' out where there is no value`,
    }),
};

const enumNarrowed: ChangeRule<'values-changed'> = {
  id: 'enum-narrowed',
  facts: ['values-changed'],
  summary: 'A value that was allowed stays allowed.',
  why: 'Sources still send it, and each such message goes to quarantine.',
  judge(fact) {
    if (fact.direction === 'loosened') return undefined;
    return judged({
      touches: touchedBy(fact.direction),
      message: clauseOf(fact),
      hint:
        fact.removed.length === 0
          ? `let '${fact.subject.field}' take any value, and list the known ones in its description`
          : `keep ${quoted(fact.removed)} in the list`,
    });
  },
};

const enumWidened: ChangeRule<'values-changed'> = {
  id: 'enum-widened',
  facts: ['values-changed'],
  summary: 'Consumers know every value.',
  why: 'A program with a case per value has none for the new one: it stops, or takes it for another.',
  judge(fact) {
    if (fact.direction !== 'loosened') return undefined;
    return judged({
      touches: ['forward'],
      message: clauseOf(fact),
      hint:
        fact.added.length === 0
          ? 'keep the list of values'
          : `send ${quoted(fact.added)} only when its consumers have a case for it`,
    });
  },
};

const rangeChanged: ChangeRule<'range-changed'> = {
  id: 'range-changed',
  facts: ['range-changed'],
  summary: 'A number keeps its range.',
  why: 'A value that was good yesterday goes to quarantine, or one comes that no axis, alarm or table was made for.',
  judge: (fact) =>
    judged({
      touches: touchedBy(fact.direction),
      message: clauseOf(fact),
      hint:
        fact.direction === 'loosened'
          ? `keep the range ${fact.before}`
          : `keep the range ${fact.before}, and find values outside of ${fact.after} by a quality rule`,
    }),
};

const lengthChanged: ChangeRule<'length-changed'> = {
  id: 'length-changed',
  facts: ['length-changed'],
  summary: 'A text keeps its length.',
  why: 'A longer identifier does not fit the field of the system that reads it; a shorter limit refuses what was good.',
  judge: (fact) =>
    judged({
      touches: touchedBy(fact.direction),
      message: clauseOf(fact),
      hint: `keep the length ${fact.before}`,
    }),
};

const patternChanged: ChangeRule<'pattern-changed'> = {
  id: 'pattern-changed',
  facts: ['pattern-changed'],
  summary: 'A text keeps its form.',
  why: 'Programs take identifiers apart by their form: a number with one more digit is refused, or cut.',
  judge(fact) {
    const { direction, witness } = fact;
    if (direction === 'equivalent') return textual(clauseOf(fact));
    const evidence: readonly Evidence[] =
      witness === undefined
        ? []
        : [{ label: 'a text that only one of the two patterns takes', text: witness }];
    return judged({
      touches: touchedBy(direction === 'undecided' ? 'changed' : direction),
      ...(direction === 'undecided'
        ? { undecided: 'whether the two patterns take the same texts is not known' }
        : {}),
      message: clauseOf(fact),
      hint: `keep the pattern '${fact.before}'`,
      evidence,
    });
  },
};

const formatChanged: ChangeRule<'format-changed'> = {
  id: 'format-changed',
  facts: ['format-changed'],
  summary: 'A text keeps its format.',
  why: 'Formats become types of columns: a text that is no date any more cannot be stored or compared as one.',
  judge: (fact) =>
    judged({
      touches: touchedBy(fact.direction),
      message: clauseOf(fact),
      hint: `keep the format ${fact.before}`,
      beside: 'column',
    }),
};

function quoted(values: readonly string[]): string {
  const shown = values.slice(0, 3).map((value) => `'${value}'`);
  return values.length > 3 ? `${shown.join(', ')} and the others` : shown.join(', ');
}

/** Which values a field may have. */
export const fieldValueRules = [
  requirementChanged,
  nullabilityChanged,
  enumNarrowed,
  enumWidened,
  rangeChanged,
  lengthChanged,
  patternChanged,
  formatChanged,
] as const;
