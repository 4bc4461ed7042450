import type { ChangeRule } from '../change-rule.ts';
import { additive, judged } from '../judged.ts';
import { clauseOf } from './words.ts';

const everyone = {
  producers: 'notices',
  consumers: 'notices',
  sdk: 'unaffected',
  catalogs: 'notices',
} as const;

const topicRootChanged: ChangeRule<'plant-changed'> = {
  id: 'topic-root-changed',
  facts: ['plant-changed'],
  summary: 'The topics of a plant start as before.',
  why: 'Every source of the plant publishes below the old root, and nobody listens there any more.',
  judge: (fact) =>
    fact.what === 'topicRoot'
      ? judged({
          touches: ['interface'],
          message: clauseOf(fact),
          hint: `keep topicRoot: ${fact.before}`,
        })
      : undefined,
};

const plantZoneChanged: ChangeRule<'plant-changed'> = {
  id: 'plant-zone-changed',
  facts: ['plant-changed'],
  summary: 'The plant stays in its time zone.',
  why: 'Every time without an offset, every day and every shift moves by hours.',
  judge: (fact) =>
    fact.what === 'timeZone'
      ? judged({
          touches: ['interface'],
          message: clauseOf(fact),
          hint: `keep timeZone: ${fact.before}`,
        })
      : undefined,
};

const plantRenamed: ChangeRule<'plant-changed'> = {
  id: 'plant-renamed',
  severity: 'warning',
  facts: ['plant-changed'],
  summary: 'The plant keeps its name.',
  why: 'Client ids, labels of metrics and keys in catalogs carry it: dashboards lose their history.',
  judge: (fact) =>
    fact.what === 'name'
      ? judged({
          message: clauseOf(fact),
          hint: `keep name: ${fact.before}`,
          severity: 'warning',
          effects: everyone,
        })
      : undefined,
};

const calendarRemoved: ChangeRule<'calendar-removed'> = {
  id: 'calendar-removed',
  facts: ['calendar-removed'],
  summary: 'A calendar that is there stays.',
  why: 'Its view goes, and every daily figure that reads it fails.',
  judge: (fact) =>
    judged({
      touches: ['interface'],
      message: clauseOf(fact),
      hint: `keep the calendar '${fact.calendar}'`,
    }),
};

const calendarChanged: ChangeRule<'calendar-changed'> = {
  id: 'calendar-changed',
  severity: 'warning',
  facts: ['calendar-changed'],
  summary: 'Days and shifts are those that people know.',
  why: 'Daily figures of one and the same day differ between a report of yesterday and one of today.',
  judge(fact) {
    const message = clauseOf(fact);
    if (/stop|until/.test(fact.what)) return additive(message);
    return judged({
      message,
      hint: `give the new days a calendar of their own, or tell who reads daily figures`,
      severity: 'warning',
      effects: everyone,
    });
  },
};

/** What holds for all products. */
export const plantRules = [
  topicRootChanged,
  plantZoneChanged,
  plantRenamed,
  calendarRemoved,
  calendarChanged,
] as const;
