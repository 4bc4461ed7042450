import {
  itemNodes,
  memberNode,
  memberNodes,
  type NodeAt,
  plainText,
  rootNode,
} from '../../source/node-at.ts';
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
      for (const { properties } of datasets) {
        for (const { node } of properties) {
          yield* checkPattern(memberNode(memberNode(node, 'logicalTypeOptions'), 'pattern'));
        }
      }
    }
    for (const document of context.documents.values()) {
      if (document.path.endsWith('.schema.json')) yield* checkSchema(rootNode(document));
    }
  },
};

/** Walks a JSON Schema; members of `properties` are names, and `enum` holds data. */
function* checkSchema(node: NodeAt): Iterable<Problem> {
  for (const item of itemNodes(node)) yield* checkSchema(item);
  for (const { name: keyword, at: value } of memberNodes(node)) {
    if (keyword === 'pattern') yield* checkPattern(value);
    if (keyword === 'enum' || keyword === 'const' || keyword === 'examples') continue;
    if (keyword === 'default') continue;
    if (['properties', 'patternProperties', '$defs', 'definitions'].includes(keyword)) {
      for (const { name, at: schema } of memberNodes(value)) {
        if (keyword === 'patternProperties') {
          const fault = patternFault(name);
          if (fault !== undefined) yield problemAtKey(schema, ...fault);
        }
        yield* checkSchema(schema);
      }
    } else {
      yield* checkSchema(value);
    }
  }
}

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
