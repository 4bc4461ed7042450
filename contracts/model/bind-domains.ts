import { shown } from '../source/checked-value.ts';
import { memberNode, type NodeAt, placeOf } from '../source/node-at.ts';
import { matching } from './checked-text.ts';
import type { Domain } from './plant.ts';
import {
  type Findings,
  knownKeys,
  mappingsOf,
  note,
  optional,
  requiredText,
  textOf,
  textsAt,
} from './read-node.ts';

/** Who answers for the domains, as plant.yaml names them. */
export function bindDomains(plant: NodeAt, findings: Findings): readonly Domain[] {
  const seen = new Set<string>();
  return mappingsOf(plant, 'domains', findings).flatMap((entry) => {
    knownKeys(entry, ['name', 'lead', 'contact', 'reviewers'], findings);
    const name = matching(
      entry,
      'name',
      /^[a-z][a-z0-9_-]{0,39}$/,
      "the name of a folder below products/: lower case letters, digits, '_' and '-', a letter first",
      findings,
    );
    const lead = requiredText(entry, 'lead', findings);
    const contact = textOf(entry, 'contact', findings);
    const reviewersAt = memberNode(entry, 'reviewers');
    const reviewers = reviewersAt === undefined ? [] : textsAt(reviewersAt, findings);
    if (name === undefined || lead === undefined) return [];
    if (seen.has(name)) {
      const message = `the domain '${shown(name)}' stands twice`;
      note(findings, 'name-taken', entry, message, 'keep one of the two');
      return [];
    }
    seen.add(name);
    return [
      {
        name,
        lead,
        ...optional('contact', contact),
        reviewers: reviewers ?? [],
        place: placeOf(entry),
      },
    ];
  });
}
