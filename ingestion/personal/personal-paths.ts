import type { Treatment } from '../../contracts/model/field.ts';
import { EVERY_ELEMENT } from '../../contracts/plan/personal-fields.ts';
import type { PersonalMember } from '../../contracts/plan/plan.ts';

/** Where personal values stand below a value of a message. */
export interface PersonalPlace {
  /** The value itself is personal. */
  treatment: Treatment | undefined;
  readonly members: Map<string, PersonalPlace>;
  /** Every element of an array. */
  elements: PersonalPlace | undefined;
}

/** One tree of all personal members; `records` tells whether a message is an array of records. */
export function personalPlaces(
  members: readonly PersonalMember[],
  records: 'one' | 'array',
): PersonalPlace {
  const root = place();
  for (const { path, treatment } of members) {
    let at = root;
    for (const name of records === 'array' ? [EVERY_ELEMENT, ...path] : path) {
      at = name === EVERY_ELEMENT ? elementsOf(at) : memberOf(at, name);
    }
    at.treatment = treatment;
  }
  return root;
}

function place(): PersonalPlace {
  return { treatment: undefined, members: new Map(), elements: undefined };
}

function elementsOf(at: PersonalPlace): PersonalPlace {
  at.elements ??= place();
  return at.elements;
}

function memberOf(at: PersonalPlace, name: string): PersonalPlace {
  const known = at.members.get(name) ?? place();
  at.members.set(name, known);
  return known;
}
