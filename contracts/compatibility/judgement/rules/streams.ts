import type { ChangeRule } from '../change-rule.ts';
import { additive, judged } from '../judged.ts';
import { clauseOf, isNothing } from './words.ts';

/** Of what happens at the wire, readers of the databases see nothing at first. */
const atTheWire = { producers: 'breaks', consumers: 'unaffected' } as const;

const topicChanged: ChangeRule<'topic-changed'> = {
  id: 'topic-changed',
  facts: ['topic-changed'],
  summary: 'A stream keeps its topic.',
  why: 'Sources that publish to the old topic are heard by nobody: a broker accepts and forgets what no one subscribed to.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      effects: atTheWire,
      message: clauseOf(fact),
      hint: `keep the topic '${fact.before}'`,
    }),
};

const eventKeyChanged: ChangeRule<'event-key-changed'> = {
  id: 'event-key-changed',
  facts: ['event-key-changed'],
  summary: 'An event is known by the same members as before.',
  why: 'What a broker delivers again across the change counts as new: heats are doubled; or two events become one, and the second is lost as a conflict.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      effects: { producers: 'breaks', consumers: 'breaks' },
      message: clauseOf(fact),
      hint: `keep the event key ${fact.before}`,
    }),
};

const eventTimeChanged: ChangeRule<'event-time-changed'> = {
  id: 'event-time-changed',
  facts: ['event-time-changed'],
  summary: 'The time of an event means what it meant.',
  why: 'Shifts, days and joins by time move: an hour by another zone, hours by another moment of the process.',
  judge(fact) {
    const message = clauseOf(fact);
    if (fact.what === 'skew') return additive(message);
    if (fact.what === 'zone' && fact.before === 'the offset in the text') return additive(message);
    return judged({ touches: ['interface'], message, hint: `keep ${fact.before}` });
  },
};

const versionPointerChanged: ChangeRule<'version-pointer-changed'> = {
  id: 'version-pointer-changed',
  facts: ['version-pointer-changed'],
  summary: 'Messages name their version in the same place.',
  why: 'A message whose version is looked for elsewhere is held as one of an unknown version.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      effects: atTheWire,
      message: clauseOf(fact),
      hint: `keep ${fact.before}`,
    }),
};

const seriesChanged: ChangeRule<'series-changed'> = {
  id: 'series-changed',
  facts: ['series-changed'],
  summary: 'A sample belongs to the same series as before.',
  why: 'Series break off and begin anew under another name; charts, alarms and models follow the old one.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: `keep ${fact.before}`,
      beside: 'dataset-name',
    }),
};

const samplingSparser: ChangeRule<'sampling-changed'> = {
  id: 'sampling-sparser',
  facts: ['sampling-changed'],
  summary: 'Samples come at least as often as before.',
  why: 'What happens between two samples is not seen: a mould level that swings within a second looks calm.',
  judge(fact) {
    const message = clauseOf(fact);
    if (fact.change === 'denser') return additive(message);
    return judged({
      touches: ['interface'],
      message,
      hint: `keep one sample every ${fact.before}`,
    });
  },
};

const tagRemoved: ChangeRule<'tag-removed'> = {
  id: 'tag-removed',
  facts: ['tag-removed'],
  summary: 'A tag that is promised stays in the register.',
  why: 'Its samples are of an unknown tag from today on, and its name and unit are gone from those of the past.',
  judge: (fact) =>
    judged({
      touches: ['backward', 'interface'],
      isBeyondPayload: true,
      message: clauseOf(fact),
      hint: `keep the row of '${fact.subject.tag}'`,
      beside: 'never',
    }),
};

const tagAliasLost: ChangeRule<'tag-alias-lost'> = {
  id: 'tag-alias-removed',
  facts: ['tag-alias-lost'],
  summary: 'What a source calls a tag stays in the register.',
  why: 'Samples under the old name are of an unknown tag and go to quarantine, those that are still on their way as well.',
  judge: (fact) =>
    judged({
      touches: ['backward', 'interface'],
      isBeyondPayload: true,
      message: clauseOf(fact),
      hint: `keep the row with '${fact.alias}', and add one with valid_from for the new name`,
      beside: 'never',
    }),
};

const tagUnitChanged: ChangeRule<'tag-unit-changed'> = {
  id: 'tag-unit-changed',
  facts: ['tag-unit-changed'],
  summary: 'A tag keeps its unit.',
  why: 'The curve goes on without a step that anyone would see, and every limit on it is wrong.',
  judge(fact) {
    const message = clauseOf(fact);
    if (isNothing(fact.before)) return additive(message);
    return judged({
      touches: ['interface'],
      message,
      hint: `keep ${fact.before}, or give the new unit a tag of its own`,
      beside: 'never',
    });
  },
};

const tagRangeChanged: ChangeRule<'tag-range-changed'> = {
  id: 'tag-range-changed',
  facts: ['tag-range-changed'],
  summary: 'A tag keeps its range.',
  why: 'Samples that were good are refused, or values come that no axis and no alarm was made for.',
  judge: (fact) =>
    judged({
      touches:
        fact.direction === 'tightened'
          ? ['backward']
          : fact.direction === 'loosened'
            ? ['forward']
            : ['backward', 'forward'],
      isBeyondPayload: true,
      message: clauseOf(fact),
      hint: `keep the range ${fact.before}`,
      beside: 'never',
    }),
};

/** How records arrive. */
export const streamRules = [
  topicChanged,
  eventKeyChanged,
  eventTimeChanged,
  versionPointerChanged,
  seriesChanged,
  samplingSparser,
  tagRemoved,
  tagAliasLost,
  tagUnitChanged,
  tagRangeChanged,
] as const;
