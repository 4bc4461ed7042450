import type { Evidence } from '../../finding.ts';
import type { ChangeFact, FactOf } from '../change/change-fact.ts';
import { messageText, shows } from './counterexample.ts';

export type PayloadDirection = 'backward' | 'forward';
export const payloadDirections: readonly PayloadDirection[] = ['backward', 'forward'];

type PayloadFact = FactOf<'payload-changed'>;
type Containment = PayloadFact['backward'];

/** What is proved about the messages of the datasets of one contract. */
export interface PayloadProofs {
  /** Against the version before, by dataset. */
  readonly direct: ReadonlyMap<string, PayloadFact>;
  /** Against older versions that are promised. */
  readonly older: readonly PayloadFact[];
}

export function payloadProofs(facts: readonly ChangeFact[]): PayloadProofs {
  const direct = new Map<string, PayloadFact>();
  const older: PayloadFact[] = [];
  for (const fact of facts) {
    if (fact.kind !== 'payload-changed') continue;
    if (fact.since === undefined) direct.set(fact.subject.dataset ?? '', fact);
    else older.push(fact);
  }
  return { direct, older };
}

/** Without a fact both directions are proved. */
export function verdictOf(
  proofs: PayloadProofs,
  dataset: string | undefined,
  direction: PayloadDirection,
): Containment {
  return proofs.direct.get(dataset ?? '')?.[direction] ?? { verdict: 'contained' };
}

const labels = {
  backward: 'a message of before that would be refused',
  forward: 'a message of now that was refused before',
} as const;

/** A counterexample as a person reads it, or why there is none. */
export function proofEvidence(
  containment: Containment,
  direction: PayloadDirection,
): readonly Evidence[] {
  if (containment.verdict === 'not-contained') {
    return [{ label: labels[direction], text: messageText(containment.counterexample) }];
  }
  if (containment.verdict === 'undecided') {
    const at = containment.pointer === '' ? '' : ` at ${containment.pointer}`;
    return [{ label: 'not decided', text: `${containment.reason}${at}` }];
  }
  return [];
}

/** The counterexample of a direction, where it shows what the fact says. */
export function shownBy(
  proofs: PayloadProofs,
  fact: ChangeFact,
  direction: PayloadDirection,
): boolean {
  const containment = verdictOf(proofs, fact.subject.dataset, direction);
  return containment.verdict === 'not-contained' && shows(containment.counterexample, fact);
}
