import type { Severity } from '../../contracts/finding.ts';

/** A rule of the gate itself; its page is docs/rules/<id>.md. */
export interface GateRule {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
}

export const transformTypeChecks: GateRule = {
  id: 'transform-type-checks',
  severity: 'error',
  summary:
    "PostgreSQL accepts a transform over the planned views, and its result has the contract's columns in their types.",
  why: 'The first recompute after the roll-out fails, and the figure of the morning meeting is that of yesterday.',
};

export const transformMayBeNull: GateRule = {
  id: 'transform-may-be-null',
  severity: 'error',
  summary: 'A required column of a result is never one that can be NULL.',
  why: 'The table refuses the first row without the value: its figures are missing, or stay those of the report before.',
};

export const agreementExpired: GateRule = {
  id: 'agreement-expired',
  severity: 'info',
  summary: 'No agreement has passed its last day.',
  why: 'Whoever reads without an agreement is asked by nobody before the data changes.',
};

export const impactRules: readonly GateRule[] = [
  agreementExpired,
  transformMayBeNull,
  transformTypeChecks,
];
