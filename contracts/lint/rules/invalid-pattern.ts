import { memberNode, memberNodes, type NodeAt, plainText } from '../../source/node-at.ts';
import { payloadOf, schemasBelow } from '../payload-source.ts';
import { type Problem, problemAt, problemAtKey } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** Every pattern is a regular expression that a validator can run. */
export const invalidPattern: Rule = {
  id: 'invalid-pattern',
  severity: 'error',
  summary: 'Every pattern is a regular expression of ECMA-262 with Unicode.',
  why: 'No validator can be built from it, so either nothing is checked or everything is refused.',
  *check(context) {
    for (const { datasets } of context.contracts) {
      for (const dataset of datasets) {
        for (const { node } of dataset.properties) {
          yield* checkPattern(memberNode(memberNode(node, 'logicalTypeOptions'), 'pattern'));
        }
        const payload = payloadOf(context, dataset);
        for (const schema of payload === undefined ? [] : schemasBelow(payload)) {
          yield* checkPattern(memberNode(schema, 'pattern'));
          for (const { name, at } of memberNodes(memberNode(schema, 'patternProperties'))) {
            const fault = patternFault(name);
            if (fault !== undefined) yield problemAtKey(at, ...fault);
          }
        }
      }
    }
  },
};

function* checkPattern(pattern: NodeAt | undefined): Iterable<Problem> {
  const text = plainText(pattern);
  const fault = text === undefined ? undefined : patternFault(text);
  if (pattern !== undefined && fault !== undefined) yield problemAt(pattern, ...fault);
}

function patternFault(pattern: string): readonly [string, string] | undefined {
  try {
    new RegExp(pattern, 'u');
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    const reason = text.slice(text.lastIndexOf(': ') + 2).toLowerCase();
    return [
      `'${pattern.slice(0, 80)}' is not a regular expression: ${reason}`,
      'JSON Schema patterns follow JavaScript with the u flag: escape only what needs it, no (?i), no possessive quantifiers',
    ];
  }
}
