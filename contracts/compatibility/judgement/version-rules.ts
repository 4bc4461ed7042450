import type { Severity } from '../../finding.ts';

/** What explain tells of a rule that weighs more than one fact. */
export interface VersionRule {
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
}

/** Rules about payloads as a whole, versions, ends of support, owners and waivers, by id. */
export const versionRules = {
  'payload-narrowed': {
    severity: 'error',
    summary: 'Messages that were accepted are accepted.',
    why: 'Sources go on sending what they send, and it goes to quarantine.',
  },
  'payload-widened': {
    severity: 'error',
    summary: 'Messages that were refused are refused.',
    why: 'A program that was built on the schema of before meets a message that it has no place for.',
  },
  'payload-undecided': {
    severity: 'warning',
    summary: 'Whether messages of before are accepted can be decided.',
    why: 'Nobody knows whether the change breaks a source; the first refused message will tell.',
  },
  'undeclared-members': {
    severity: 'warning',
    summary: 'Sources send what their contract declares.',
    why: 'A member that was ignored until today is judged and stored from now on.',
  },
  'version-bump-missing': {
    severity: 'error',
    summary: 'A change raises the version of its contract by as much as it means.',
    why: 'Consumers, catalogs and stored rows tell what they hold by the version: two contents under one number cannot be told apart.',
  },
  'version-lowered': {
    severity: 'error',
    summary: 'The version of a contract goes up only.',
    why: 'A number that was given is given again for other content, and who asks for the latest gets the older one.',
  },
  'major-without-end': {
    severity: 'error',
    summary: 'A new major says until when the old one stays.',
    why: 'Without a date nobody moves, and both are kept for ever; or the old one goes on the day that suits its owner.',
  },
  'contract-removed-early': {
    severity: 'error',
    summary: 'A major goes after its end of support, when nobody reads it any more.',
    why: 'Its views go with it, and every query of those who still read them fails in the same minute.',
  },
  'retired-in-use': {
    severity: 'error',
    summary: 'A contract is retired when nobody reads it any more.',
    why: 'Retired means that nobody answers for it: the figures of those who still read it go wrong and no one is called.',
  },
  'status-stepped-back': {
    severity: 'error',
    summary: 'What was active does not become a draft again.',
    why: 'A draft promises nothing: the consumers who built on it are left without a promise by one word.',
  },
  'support-ends-soon': {
    severity: 'warning',
    summary: 'Consumers have moved before the end of support.',
    why: 'On the day after, the view may go, and whoever still reads it learns of it from a failed query.',
  },
  'support-ended': {
    severity: 'warning',
    summary: 'What is past its end of support goes.',
    why: 'It costs storage and care, and new consumers start to read what nobody answers for.',
  },
  'product-unowned': {
    severity: 'warning',
    summary: 'Every product has an owner.',
    why: 'In the night in which it stops, nobody is called, and its quarantine belongs to nobody.',
  },
  'output-port-removed': {
    severity: 'error',
    summary: 'A contract that is offered stays offered.',
    why: 'Who reads through the port loses the right to, and nobody new finds the data any more.',
  },
  'agreement-ended': {
    severity: 'warning',
    summary: 'An agreement ends when its consumer knows.',
    why: 'A report or a model goes on reading what it has no right to, and is not asked before the next break.',
  },
  'waiver-expired': {
    severity: 'warning',
    summary: 'Waivers are renewed or removed before they expire.',
    why: 'What was accepted for a while is not accepted any more, and counts again.',
  },
  'waiver-unused': {
    severity: 'warning',
    summary: 'Every waiver accepts a finding.',
    why: 'It would accept the next finding of its kind without anybody having looked at it.',
  },
  'waiver-too-long': {
    severity: 'error',
    summary: 'A waiver holds for a year at most.',
    why: 'An exception without an end is a rule that nobody decided.',
  },
  'waiver-refused': {
    severity: 'error',
    summary: 'What no waiver can accept is not waived.',
    why: 'A version that says nothing about its content helps nobody; raising it costs a line.',
  },
} as const satisfies Readonly<Record<string, VersionRule>>;
