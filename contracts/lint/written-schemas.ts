import { subschemaShape } from '../source/json-schema/schema-keywords.ts';
import {
  itemNodes,
  memberNode,
  memberNodes,
  type NodeAt,
  plainText,
  rootNode,
} from '../source/node-at.ts';
import { oncePerContext } from './lint-context.ts';

/** A schema object of a JSON file, as written. */
export interface WrittenSchema {
  readonly at: NodeAt;
  /**
   * It stands in allOf, anyOf, oneOf, if, not and the like, or has such a keyword or a reference:
   * what it lacks may stand in another schema for the same value.
   */
  readonly composed: boolean;
}

/** Every schema of every JSON file of the plant: payload schemas and what they refer to. */
export const writtenSchemas = oncePerContext((context): readonly WrittenSchema[] =>
  [...context.documents.values()]
    .filter((document) => document.path.endsWith('.json'))
    .flatMap((document) => [...schemasIn(rootNode(document), false)]),
);

const composing = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'contains',
]);
const joining = [...composing, '$ref', '$dynamicRef'];

function* schemasIn(at: NodeAt, composed: boolean): Iterable<WrittenSchema> {
  if (at.node.kind !== 'object') return;
  yield {
    at,
    composed: composed || joining.some((keyword) => memberNode(at, keyword) !== undefined),
  };
  for (const { name, at: value } of memberNodes(at)) {
    const shape = subschemaShape(name);
    const inner = composing.has(name);
    if (shape === 'schema') yield* schemasIn(value, inner);
    for (const item of itemNodes(value)) {
      if (shape === 'list' || name === 'items') yield* schemasIn(item, inner);
    }
    if (shape !== 'map') continue;
    for (const member of memberNodes(value)) yield* schemasIn(member.at, inner);
  }
}

/** The types that a schema names; undefined where it names none. */
export function typesOf(schema: NodeAt): readonly string[] | undefined {
  const type = memberNode(schema, 'type');
  if (type === undefined) return undefined;
  const one = plainText(type);
  return one === undefined ? itemNodes(type).flatMap((item) => plainText(item) ?? []) : [one];
}

/** The number at a member, as its digits are written. */
export function numberAt(schema: NodeAt, name: string): string | undefined {
  const node = memberNode(schema, name)?.node;
  return node?.kind === 'scalar' && typeof node.value === 'number'
    ? (node.numberText ?? String(node.value))
    : undefined;
}

/** `heat_id` for a schema below `properties`, else where it stands in the file. */
export function schemaName(at: NodeAt): string {
  const [, name] = /\/(?:properties|\$defs|definitions)\/([^/]+)$/.exec(at.pointer) ?? [];
  return name === undefined
    ? at.pointer === ''
      ? 'the schema'
      : `the schema at ${at.pointer}`
    : `'${name.replaceAll('~1', '/').replaceAll('~0', '~')}'`;
}
