import { findingsOf, type ReadingRule } from '../source/reading-rule.ts';

const unread = 'Tundish would have to guess what is meant.';
const column = 'Fields become columns, which other products read by name.';

/** Why the binder refuses or remarks what a contract says, by rule id. */
export const bindingRules = {
  'plant-file-missing': { severity: 'error', why: 'Every name and topic derives from it.' },
  'product-file-missing': { severity: 'error', why: 'A contract without a product has no owner.' },
  'contract-misplaced': { severity: 'error', why: 'Nobody would notice that it has no effect.' },
  'file-misnamed': { severity: 'error', why: 'It is not read, and nobody would notice.' },
  'contract-name': {
    severity: 'error',
    why: 'Majors run side by side, told apart by their files.',
  },
  'contract-version': { severity: 'error', why: 'Consumers choose what they read by the version.' },
  'format-version': { severity: 'error', why: unread },
  'value-missing': { severity: 'error', why: unread },
  'value-type': { severity: 'error', why: unread },
  'value-not-allowed': { severity: 'error', why: unread },
  'unknown-key': { severity: 'error', why: 'A misspelled key would silently have no effect.' },
  'name-refused': { severity: 'error', why: 'Tables, queues and roles derive from it.' },
  'name-taken': { severity: 'error', why: 'Two things would share tables, queues and roles.' },
  'said-twice': { severity: 'error', why: 'Only one of the two can count, and which is a guess.' },
  'domain-differs': { severity: 'warning', why: 'A reader finds the product in another place.' },
  'dataset-documented-only': { severity: 'info', why: 'It becomes no table and no queue.' },
  'payload-schema-missing': {
    severity: 'error',
    why: 'Without it no message can be checked and no column be made.',
  },
  'payload-schema': { severity: 'error', why: 'Messages cannot be checked against it.' },
  'payload-schema-remark': {
    severity: 'warning',
    why: 'The schema may not mean what it seems to.',
  },
  'payload-root': { severity: 'error', why: 'A row is made of an object.' },
  'pattern-refused': {
    severity: 'error',
    why: 'One crafted message could hold the writer for minutes.',
  },
  'field-name': { severity: 'error', why: column },
  'field-as-json': { severity: 'info', why: 'Consumers get jsonb instead of typed columns.' },
  'too-many-fields': { severity: 'error', why: 'A table of PostgreSQL holds 1,600 columns.' },
  'field-unknown': { severity: 'error', why: 'What is said about it would have no effect.' },
  'field-unfit': { severity: 'error', why: 'The value cannot play the part that is asked of it.' },
  'field-type-differs': {
    severity: 'error',
    why: 'The payload schema decides; whoever reads the contract would be misled.',
  },
  'field-type-missing': { severity: 'error', why: 'The column would have no type.' },
  'field-written-twice': {
    severity: 'warning',
    why: 'The payload schema decides; the second text will drift away from it.',
  },
  'key-missing': { severity: 'error', why: 'Nothing tells which record a newer one replaces.' },
  'key-order': { severity: 'error', why: 'The order of the key columns would be a guess.' },
  'event-key-missing': {
    severity: 'error',
    why: 'A message that a broker delivers twice would become two events.',
  },
  'topic-refused': { severity: 'error', why: 'No broker would route it as meant.' },
  'zone-unknown': { severity: 'error', why: 'Local times would be an hour or more off.' },
  'duration-refused': { severity: 'error', why: unread },
  'tag-refused': { severity: 'error', why: 'Samples of the tag would be judged by a guess.' },
  'calendar-refused': {
    severity: 'error',
    why: 'Production days, shifts and service levels would be measured by a guess.',
  },
  'manifest-refused': {
    severity: 'error',
    why: 'A file of the set could not be found, or not be told from a changed one.',
  },
  'treatment-refused': {
    severity: 'error',
    why: 'A personal value would be stored as it came, or a record lose what makes it findable.',
  },
  'sql-syntax': { severity: 'error', why: 'PostgreSQL would refuse it at run time.' },
  'sql-not-one-select': {
    severity: 'error',
    why: 'A transform only computes rows; anything else would run with the rights of the store.',
  },
  'sql-refused': {
    severity: 'error',
    why: 'A recompute must give the same rows, and touch nothing but views.',
  },
  'sql-reads': {
    severity: 'error',
    why: 'Consumers, grants and recomputes are derived from the views that it names.',
  },
} as const satisfies Record<string, ReadingRule>;

export const bindingFinding = findingsOf(bindingRules);
