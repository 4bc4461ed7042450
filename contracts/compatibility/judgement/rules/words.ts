import type { ChangeFact } from '../../change/change-fact.ts';
import { sentenceOf } from '../plain-sentence.ts';

/** The clause about a fact for a finding: names of the contract in single quotes. */
export function clauseOf(fact: ChangeFact): string {
  return sentenceOf(fact, (name) => `'${name}'`);
}

/** True where there was, or is, nothing. */
export function isNothing(text: string | undefined): boolean {
  return text === undefined || ['', 'nothing', 'none'].includes(text);
}
