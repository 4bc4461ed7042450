import { findingsOf, type ReadingRule } from './reading-rule.ts';

const bounded = 'Whoever checks a pull request would wait, or run out of memory, on one file.';
const ambiguous = 'Two tools would read two different contracts from one text.';

/** Why the reader of YAML, JSON and CSV text refuses a file, by rule id. */
export const sourceRules = {
  'file-too-large': { severity: 'error', why: bounded },
  'file-missing': { severity: 'error', why: 'What a contract names must come with it.' },
  'link-not-followed': {
    severity: 'error',
    why: 'A link in a pull request could show any file of the machine that checks it.',
  },
  'not-utf8': { severity: 'error', why: ambiguous },
  'byte-order-mark': {
    severity: 'warning',
    why: 'Some tools take the mark for a part of the first key.',
  },
  'control-character': {
    severity: 'error',
    why: 'PostgreSQL cannot store it, and terminals and pages may act on it.',
  },
  'yaml-syntax': { severity: 'error', why: 'The file cannot be read.' },
  'json-syntax': { severity: 'error', why: 'The file cannot be read.' },
  'csv-syntax': { severity: 'error', why: 'The file cannot be read.' },
  'too-deep': { severity: 'error', why: bounded },
  'too-many-values': { severity: 'error', why: bounded },
  'text-too-long': { severity: 'error', why: bounded },
  'duplicate-key': { severity: 'error', why: ambiguous },
  'forbidden-key': {
    severity: 'error',
    why: 'The name reaches into the language of the tools that read it.',
  },
  'yaml-alias': {
    severity: 'error',
    why: 'A few nested aliases expand to billions of values, and an edit far away changes this one.',
  },
  'yaml-tag': { severity: 'error', why: ambiguous },
  'yaml-directive': { severity: 'error', why: ambiguous },
  'yaml-documents': { severity: 'error', why: 'Only one of the documents would count.' },
  'yaml-merge': { severity: 'error', why: ambiguous },
  'number-ambiguous': { severity: 'error', why: ambiguous },
  'number-out-of-range': { severity: 'error', why: 'No JSON document can carry the value.' },
  'number-not-exact': {
    severity: 'warning',
    why: 'Validators compute with doubles and would compare with the changed number.',
  },
  'path-refused': {
    severity: 'error',
    why: 'A contract must not read files outside its repository.',
  },
} as const satisfies Record<string, ReadingRule>;

export const sourceFinding = findingsOf(sourceRules);
