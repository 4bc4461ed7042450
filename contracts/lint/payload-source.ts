import { subschemaShape } from '../source/json-schema/schema-keywords.ts';
import { itemNodes, memberNode, memberNodes, type NodeAt, rootNode } from '../source/node-at.ts';
import type { DatasetSource, LintContext } from './lint-context.ts';
import { textOf } from './written.ts';

/** The payload schema that a schema object names, as written; undefined where it is not at hand. */
export function payloadOf(context: LintContext, { node }: DatasetSource): NodeAt | undefined {
  const definitions = itemNodes(memberNode(node, 'authoritativeDefinitions'));
  const definition = definitions.find((entry) => textOf(entry, 'type') === 'jsonSchema');
  const url = textOf(definition, 'url')?.replace(/^\.\//, '');
  if (url === undefined) return undefined;
  const folder = node.document.path.replace(/[^/]*$/, '');
  const document = context.documents.get(`${folder}${url}`);
  return document === undefined ? undefined : rootNode(document);
}

/** A schema and all schemas inside it, references not followed. */
export function* schemasBelow(schema: NodeAt): Iterable<NodeAt> {
  yield schema;
  for (const { name, at } of memberNodes(schema)) {
    const shape = subschemaShape(name);
    if (shape === 'schema') yield* schemasBelow(at);
    // `items` is a list before 2020-12.
    for (const item of itemNodes(at)) {
      if (shape === 'list' || name === 'items') yield* schemasBelow(item);
    }
    if (shape !== 'map') continue;
    for (const member of memberNodes(at)) yield* schemasBelow(member.at);
  }
}

/** The schema of the member at a dotted path through `properties`, and `items` of arrays. */
export function memberSchema(schema: NodeAt, path: string): NodeAt | undefined {
  let current: NodeAt | undefined = schema;
  for (const name of path.split('.')) {
    const object: NodeAt | undefined = memberNode(current, 'items') ?? current;
    current = memberNode(memberNode(object, 'properties'), name);
  }
  return current;
}
