import { memberNode, memberNodes, plainText } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { schemaName, writtenSchemas } from '../written-schemas.ts';

/** Keywords beyond which the question "does every old message pass the new schema" is not decided. */
const keywords = [
  'not',
  'if',
  'unevaluatedProperties',
  'unevaluatedItems',
  '$dynamicRef',
  'contains',
  'propertyNames',
  'dependentSchemas',
];

/** Schemas stay where changes can be judged. */
export const schemaBeyondGate: Rule = {
  id: 'schema-beyond-gate',
  severity: 'info',
  summary: 'A payload schema uses what the compatibility of two versions can be decided for.',
  why: 'A change beside such a keyword gets the verdict undecided: a person must judge what the gate otherwise proves.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      for (const keyword of keywords) {
        const value = memberNode(at, keyword);
        if (value === undefined) continue;
        yield problemAtKey(
          value,
          `'${keyword}' of ${schemaName(at)} is beyond what the compatibility of changes is decided for`,
          'say it with types, bounds, enum, required and variants where that is possible',
        );
      }
      const pattern = memberNode(at, 'pattern');
      const irregular = /\(\?<?[=!]|\\[1-9k]/.test(plainText(pattern) ?? '');
      if (pattern !== undefined && irregular) {
        yield problemAtKey(
          pattern,
          `the pattern of ${schemaName(at)} looks ahead or back, so it cannot be compared with another one`,
          'write the allowed texts as alternatives',
        );
      }
      const patterns = memberNode(at, 'patternProperties');
      if (patterns !== undefined && memberNodes(patterns).length > 1) {
        yield problemAtKey(
          patterns,
          `several patterns of names in ${schemaName(at)} may match one member`,
          'use one pattern, or name the members',
        );
      }
    }
  },
};
