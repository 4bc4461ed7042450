import { memberNode, plainText } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { schemaName, writtenSchemas } from '../written-schemas.ts';

/** A pattern that is bound to one end of the text is bound to both. */
export const patternAnchored: Rule = {
  id: 'pattern-anchored',
  severity: 'info',
  summary: 'A pattern that begins with ^ ends with $, and the other way round.',
  why: 'JSON Schema searches the pattern anywhere: ^H[0-9]{7} accepts H1234567-old, and the join finds no heat of that name.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      const pattern = memberNode(at, 'pattern');
      const text = plainText(pattern);
      if (pattern === undefined || text === undefined || text.includes('|')) continue;
      const begins = text.startsWith('^');
      const ends = /(?:^|[^\\])(?:\\\\)*\$$/.test(text);
      // An end that takes anything says that the rest is meant to be open.
      if (begins === ends || /^\.[*+]|\.[*+]$/.test(text)) continue;
      yield problemAt(
        pattern,
        `the pattern of ${schemaName(at)} is bound to the ${begins ? 'beginning' : 'end'} of the text only`,
        begins ? 'end it with $, or with .*$ where anything may follow' : 'begin it with ^',
      );
    }
  },
};
