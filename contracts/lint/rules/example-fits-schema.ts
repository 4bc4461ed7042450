import { itemNodes, jsonOf, memberNode } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { whyNotFitting } from '../scalar-fits.ts';
import { schemaName, writtenSchemas } from '../written-schemas.ts';

/** Examples and defaults keep the schema that they explain. */
export const exampleFitsSchema: Rule = {
  id: 'example-fits-schema',
  severity: 'warning',
  summary: 'Examples and defaults pass the schema beside them.',
  why: 'Whoever builds a sender copies the example first: one that the schema refuses sends him to quarantine on the first day.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      const single = memberNode(at, 'default');
      const all = [
        ...itemNodes(memberNode(at, 'examples')),
        ...(single === undefined ? [] : [single]),
      ];
      for (const example of all) {
        const fault = whyNotFitting(at, jsonOf(example));
        if (fault === undefined) continue;
        yield problemAt(
          example,
          `the ${example === single ? 'default' : 'example'} of ${schemaName(at)} ${fault}`,
          'write a value that a source really sends',
        );
      }
    }
  },
};
