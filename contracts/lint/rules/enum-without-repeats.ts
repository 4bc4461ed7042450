import { itemNodes, jsonOf, memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { schemaName, writtenSchemas } from '../written-schemas.ts';

/** Each allowed value is listed once. */
export const enumWithoutRepeats: Rule = {
  id: 'enum-without-repeats',
  severity: 'warning',
  summary: 'No allowed value is listed twice.',
  why: 'The repeat is a value that somebody meant to write otherwise: the missing one goes to quarantine at its first use.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      const list = memberNode(at, 'enum');
      if (list === undefined) continue;
      const seen = new Set<string>();
      for (const item of itemNodes(list)) {
        const value = JSON.stringify(jsonOf(item));
        if (seen.has(value)) {
          yield problemAt(
            item,
            `the value ${value.slice(0, 60)} of ${schemaName(at)} is listed twice`,
            'remove it, or write the value that was meant',
          );
        }
        seen.add(value);
      }
    }
  },
};
