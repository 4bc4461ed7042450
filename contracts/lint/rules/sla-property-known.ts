import { memberNode } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { replaceText } from '../edit.ts';
import { spellings } from '../known-spellings.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { slaEntries, slaLevels } from '../sla-entries.ts';

/** Examples of the standard use it, though its text does not name it. */
const alsoUsed = new Set(['timeOfAvailability']);

const knownLevel = spellings({
  ...Object.fromEntries(slaLevels.map((level) => [level, ''])),
  availability: 'verfügbarkeit',
  throughput: 'durchsatz',
  errorRate: 'fehlerrate',
  retention: 'aufbewahrung,aufbewahrungsdauer',
  frequency: 'häufigkeit',
  latency: 'latenz',
});

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
      const known = knownLevel(property);
      const near = known ?? nearest(property, slaLevels);
      if (near === undefined) continue;
      yield problemAt(
        at,
        `the service level '${property}' is not one that ODCS names`,
        `did you mean '${near}'?`,
        known === undefined ? undefined : replaceText(at, known),
      );
    }
  },
};
