import { memberNode } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { replaceText } from '../edit.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { slaEntries, slaLevels } from '../sla-entries.ts';

/** Examples of the standard use it, though its text does not name it. */
const alsoUsed = new Set(['timeOfAvailability']);

/** Service levels are called as ODCS calls them. */
export const slaPropertyKnown: Rule = {
  id: 'sla-property-known',
  severity: 'warning',
  summary: 'No service level is a slip of the pen away from one that ODCS names.',
  why: 'The standard takes any word: a promise about latncy is measured by nobody, and everybody believes that it is.',
  *check(context) {
    for (const { node, property, level } of slaEntries(context)) {
      const at = memberNode(node, 'property');
      if (
        at === undefined ||
        property === '' ||
        slaLevels.includes(level) ||
        alsoUsed.has(property)
      )
        continue;
      const near = nearest(property, slaLevels);
      if (near === undefined) continue;
      yield problemAt(
        at,
        `the service level '${property}' is not one that ODCS names`,
        `did you mean '${near}'?`,
        replaceText(at, near),
      );
    }
  },
};
