import { itemNodes, memberNode, plainText } from '../../source/node-at.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { schemaName, writtenSchemas } from '../written-schemas.ts';

/** Allowed values are told apart at a glance. */
export const enumValuesLookAlike: Rule = {
  id: 'enum-values-look-alike',
  severity: 'warning',
  summary: 'Allowed values differ by more than case and white space.',
  why: "Reports group by the text: 'OK', 'ok' and 'OK ' become three verdicts, and each count is too low.",
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      const seen = new Map<string, string>();
      for (const item of itemNodes(memberNode(at, 'enum'))) {
        const text = plainText(item);
        if (text === undefined) continue;
        const folded = text
          .trim()
          .toLowerCase()
          .replaceAll(/[\s_-]+/g, ' ');
        const other = seen.get(folded);
        if (other === undefined) seen.set(folded, text);
        if (other === undefined || other === text) continue;
        yield problemAt(
          item,
          `the values '${other}' and '${text}' of ${schemaName(at)} look alike`,
          'keep one of them, and have the source send it',
        );
      }
    }
  },
};
