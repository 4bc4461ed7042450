import type { Affected, Evidence, Finding } from '../../finding.ts';
import type { ChangeFact } from '../change/change-fact.ts';
import type { Cause } from './causes.ts';
import type { Bump, ChangeRule, Commitment, Judgement } from './change-rule.ts';
import type { Promised } from './contract-promises.ts';
import type { PlainChange } from './contract-verdict.ts';

export interface Weighing {
  readonly today: string;
  affectedBy(fact: ChangeFact): readonly Affected[];
}

/** A cause with what its rule says and the commitments that it touches after the proofs were heard. */
export interface Draft {
  readonly cause: Cause;
  readonly promised: Promised;
  readonly rule?: ChangeRule;
  readonly judgement?: Judgement;
  readonly touches: Set<Commitment>;
}

/** A change with all that it comes to. */
export interface Weighed {
  readonly fact: ChangeFact;
  /** Promised commitments that it breaks. */
  readonly broken: readonly Commitment[];
  readonly bump: Bump;
  readonly isUndecided: boolean;
  readonly finding?: Finding;
  /** Absent where nobody needs to read of it. */
  readonly plain?: PlainChange;
}

/** What a finding about a change is made of. */
export interface FindingParts {
  readonly rule: string;
  readonly why: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly hint?: string;
  readonly evidence: readonly Evidence[];
  readonly affects: NonNullable<Finding['affects']>;
  readonly subject: string;
}

/** A finding at the place of a fact. */
export function findingAt(
  fact: Pick<ChangeFact, 'place' | 'pointer'>,
  parts: FindingParts,
): Finding {
  const { hint, evidence, affects, ...rest } = parts;
  return {
    ...rest,
    place: fact.place,
    pointer: fact.pointer,
    ...(hint === undefined ? {} : { hint }),
    ...(evidence.length === 0 ? {} : { evidence }),
    ...(affects.length === 0 ? {} : { affects }),
  };
}

const order: readonly Bump[] = ['none', 'patch', 'minor', 'major'];

/** The larger of two parts of a version. */
export function largerBump(a: Bump, b: Bump): Bump {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

/** True where the part asks for more than the other. */
export function isSmallerBump(a: Bump, b: Bump): boolean {
  return order.indexOf(a) < order.indexOf(b);
}
