import { memberNode } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Options of a type come with the type that they belong to. */
export const logicalTypeMissingWithOptions: Rule = {
  id: 'logical-type-missing-with-options',
  severity: 'error',
  summary: 'A property with logicalTypeOptions has a logicalType.',
  why: 'The official schema then tries every type at once and refuses the file with a page of unrelated messages.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const { properties } of datasets) {
        for (const { path, node } of properties) {
          const options = memberNode(node, 'logicalTypeOptions');
          if (options === undefined || memberNode(node, 'logicalType') !== undefined) continue;
          yield problemAtKey(
            options,
            `property '${path}' has logicalTypeOptions but no logicalType`,
            'add logicalType: string, integer, number, date, timestamp, time, boolean, object or array',
          );
        }
      }
    }
  },
};
