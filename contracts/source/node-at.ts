import type { Place } from '../finding.ts';
import type { Json } from './json.ts';
import { pointerTo } from './json-pointer.ts';
import type { SourceDocument, SourceNode } from './source-document.ts';
import { plainValue } from './source-tree.ts';

/** A value of a document together with the way to it, so that a finding can name its place. */
export interface NodeAt {
  readonly document: SourceDocument;
  readonly pointer: string;
  readonly node: SourceNode;
}

export function rootNode(document: SourceDocument): NodeAt {
  return { document, pointer: '', node: document.root };
}

/** The member of an object; undefined where there is no object or no such member. */
export function memberNode(at: NodeAt | undefined, name: string): NodeAt | undefined {
  if (at?.node.kind !== 'object') return undefined;
  const member = at.node.members.get(name);
  if (member === undefined) return undefined;
  return { document: at.document, pointer: pointerTo(at.pointer, name), node: member.node };
}

/** All members of an object in the order of the file. */
export function memberNodes(
  at: NodeAt | undefined,
): readonly { readonly name: string; readonly at: NodeAt }[] {
  if (at?.node.kind !== 'object') return [];
  return [...at.node.members.values()].map((member) => ({
    name: member.name,
    at: {
      document: at.document,
      pointer: pointerTo(at.pointer, member.name),
      node: member.node,
    },
  }));
}

/** The items of an array; none where there is no array. */
export function itemNodes(at: NodeAt | undefined): readonly NodeAt[] {
  if (at?.node.kind !== 'array') return [];
  return at.node.items.map((node, index) => ({
    document: at.document,
    pointer: pointerTo(at.pointer, index),
    node,
  }));
}

export function placeOf(at: NodeAt): Place {
  return at.document.placeOf(at.pointer);
}

/** The place of the key that leads to the value. */
export function keyPlaceOf(at: NodeAt): Place {
  return at.document.keyPlaceOf(at.pointer);
}

export function jsonOf(at: NodeAt): Json {
  return plainValue(at.node);
}

/** The text, or undefined where the value is none. */
export function plainText(at: NodeAt | undefined): string | undefined {
  const value = at?.node.kind === 'scalar' ? at.node.value : undefined;
  return typeof value === 'string' ? value : undefined;
}
