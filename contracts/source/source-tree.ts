import type { Place } from '../finding.ts';
import type { Json } from './json.ts';
import { pointerTokens } from './json-pointer.ts';
import type { Member, SourceDocument, SourceNode } from './source-document.ts';
import type { SourceText } from './source-text.ts';

/** Makes the document of a tree; the plain value is built when it is first asked for. */
export function documentOf(source: SourceText, root: SourceNode): SourceDocument {
  let value: { readonly json: Json } | undefined;
  const place = (range: { readonly start: number; readonly end: number }): Place =>
    source.placeAt(range.start, range.end);
  return {
    path: source.path,
    root,
    get value() {
      value ??= { json: plainValue(root) };
      return value.json;
    },
    placeOf: (pointer) => place(nearest(root, pointer).node),
    keyPlaceOf: (pointer) => {
      const { node, member } = nearest(root, pointer);
      return place(member ?? node);
    },
    numberTextOf: (pointer) => {
      const { node, found } = nearest(root, pointer);
      return found && node.kind === 'scalar' ? node.numberText : undefined;
    },
  };
}

/** The tree as plain data. Its names are safe because the parsers refuse the dangerous ones. */
export function plainValue(node: SourceNode): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'array':
      return node.items.map(plainValue);
    case 'object': {
      const value: Record<string, Json> = {};
      for (const member of node.members.values()) value[member.name] = plainValue(member.node);
      return value;
    }
  }
}

function nearest(
  root: SourceNode,
  pointer: string,
): { readonly node: SourceNode; readonly member?: Member; readonly found: boolean } {
  let node = root;
  let member: Member | undefined;
  const here = (found: boolean) =>
    member === undefined ? { node, found } : { node, member, found };
  const tokens = pointerTokens(pointer);
  if (tokens === undefined) return here(false);
  for (const token of tokens) {
    if (node.kind === 'object') {
      const next = node.members.get(token);
      if (next === undefined) return here(false);
      node = next.node;
      member = next;
    } else if (node.kind === 'array') {
      const next: SourceNode | undefined = /^(0|[1-9]\d{0,8})$/.test(token)
        ? node.items[Number(token)]
        : undefined;
      if (next === undefined) return here(false);
      node = next;
      member = undefined;
    } else {
      return here(false);
    }
  }
  return here(true);
}
