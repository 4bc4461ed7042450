import type { Place } from '../../finding.ts';
import type { ChangeFact, Subject } from './change-fact.ts';
import type { Spot } from './written-place.ts';

type Body<Fact> = Fact extends unknown
  ? Omit<Fact, 'subject' | 'place' | 'pointer' | 'previousPlace'>
  : never;

/** What a fact says, without what it is about and where it stands. */
export type FactBody = Body<ChangeFact>;

/** A fact about something at a place; `previousPlace` where it was there before. */
export function stated(
  subject: Subject,
  at: Spot,
  body: FactBody,
  previousPlace?: Place,
): ChangeFact {
  const { kind, ...rest } = body;
  const fact = {
    kind,
    subject,
    ...rest,
    place: at.place,
    pointer: at.pointer,
    ...(previousPlace === undefined ? {} : { previousPlace }),
  };
  // Each member of FactBody is one of ChangeFact without exactly the members that are added here.
  return fact as ChangeFact;
}

/** What is said where there is nothing: `nothing` in a sentence about a change. */
export function textOr(text: string | undefined, otherwise = 'nothing'): string {
  return text === undefined || text === '' ? otherwise : text;
}
