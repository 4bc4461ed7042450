import { itemNodes, jsonOf, memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { fitsType } from '../scalar-fits.ts';
import { schemaName, typesOf, writtenSchemas } from '../written-schemas.ts';

/** Allowed values are of the allowed type. */
export const enumFitsType: Rule = {
  id: 'enum-fits-type',
  severity: 'error',
  summary: 'Every allowed value is of the type that stands beside it.',
  why: 'A strand "1" in a list of integers never occurs: the strand 1 that the source sends goes to quarantine.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      const fixed = memberNode(at, 'const');
      const values = [
        ...itemNodes(memberNode(at, 'enum')),
        ...(fixed === undefined ? [] : [fixed]),
      ];
      for (const value of values) {
        if (fitsType(at, jsonOf(value))) continue;
        yield problemAt(
          value,
          `the value ${JSON.stringify(jsonOf(value)).slice(0, 60)} of ${schemaName(at)} is not of type ${(typesOf(at) ?? []).join(' or ')}`,
          'write the value as the source sends it, or correct the type',
        );
      }
    }
  },
};
