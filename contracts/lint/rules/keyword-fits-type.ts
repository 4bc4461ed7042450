import { memberNode } from '../../source/node-at.ts';
import { problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';
import { schemaName, typesOf, writtenSchemas } from '../written-schemas.ts';

const known = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);

/** Which values a keyword of JSON Schema looks at; all others pass it. */
const judged: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['minLength', 'maxLength', 'pattern', 'format'], ['string']],
  [
    ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
    ['number', 'integer'],
  ],
  [['items', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'], ['array']],
  [
    ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
    ['object'],
  ],
];

/** A keyword judges values of the type beside it. */
export const keywordFitsType: Rule = {
  id: 'keyword-fits-type',
  severity: 'warning',
  summary: 'Every limit in a schema is one for the type that stands beside it.',
  why: 'JSON Schema skips a limit for another type without a word: maxLength on a number, or minimum on a text, checks nothing.',
  *check(context) {
    for (const { at } of writtenSchemas(context)) {
      const types = typesOf(at);
      if (types === undefined || types.length === 0) continue;
      // A misspelled type is told itself.
      if (!types.every((type) => known.has(type))) continue;
      for (const [keywords, wanted] of judged) {
        if (types.some((type) => wanted.includes(type))) continue;
        for (const keyword of keywords) {
          const limit = memberNode(at, keyword);
          if (limit === undefined) continue;
          yield problemAtKey(
            limit,
            `'${keyword}' of ${schemaName(at)} checks nothing: it is for ${wanted.join(' and ')}, and the type is ${types.join(' or ')}`,
            'remove it, or correct the type',
          );
        }
      }
    }
  },
};
