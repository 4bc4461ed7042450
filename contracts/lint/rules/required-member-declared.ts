import { itemNodes, memberNode, memberNodes, plainText } from '../../source/node-at.ts';
import { nearest } from '../../source/suggestion.ts';
import { problemAt } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { schemaName, writtenSchemas } from '../written-schemas.ts';

/** What is required is described. */
export const requiredMemberDeclared: Rule = {
  id: 'required-member-declared',
  severity: 'error',
  summary: 'Every required member stands among the properties beside it.',
  why: 'A misspelled name in required makes every message lack a member that nobody sends, and all of them end in quarantine.',
  *check(context) {
    for (const { at, composed } of writtenSchemas(context)) {
      const properties = memberNode(at, 'properties');
      if (composed || properties === undefined) continue;
      const names = memberNodes(properties).map((member) => member.name);
      const patterns = memberNode(at, 'patternProperties') !== undefined;
      for (const item of itemNodes(memberNode(at, 'required'))) {
        const name = plainText(item);
        if (name === undefined || names.includes(name) || patterns) continue;
        const near = nearest(name, names);
        yield problemAt(
          item,
          `the member '${name}' is required in ${schemaName(at)} and described nowhere`,
          near === undefined ? `describe "${name}" in properties` : `did you mean '${near}'?`,
        );
      }
    }
  },
};
