import { pointerTokens } from '../source/json-pointer.ts';
import { itemNodes, memberNode, type NodeAt, plainText, rootNode } from '../source/node-at.ts';
import type { SourceDocument } from '../source/source-document.ts';

/** The text of a member, or undefined where it is missing or not a text. */
export function textOf(parent: NodeAt | undefined, name: string): string | undefined {
  return plainText(memberNode(parent, name));
}

/** True for a member that holds more than white space. */
export function saysSomething(parent: NodeAt | undefined, name: string): boolean {
  return (textOf(parent, name) ?? '').trim() !== '';
}

/** A scalar as it is written (numbers keep their digits); the empty text for anything else. */
export function writtenText(at: NodeAt): string {
  if (at.node.kind !== 'scalar') return '';
  return at.node.numberText ?? String(at.node.value);
}

/** The value of the `customProperties` entry with this name. */
export function customPropertyOf(parent: NodeAt, property: string): NodeAt | undefined {
  const entries = itemNodes(memberNode(parent, 'customProperties'));
  const entry = entries.find((candidate) => textOf(candidate, 'property') === property);
  return memberNode(entry, 'value');
}

/** The value at a pointer, or undefined where there is none. */
export function nodeAtPointer(document: SourceDocument, pointer: string): NodeAt | undefined {
  let current: NodeAt | undefined = rootNode(document);
  for (const token of pointerTokens(pointer) ?? []) current = childOf(current, token);
  return current;
}

/** A pointer in a person's words: `schema.heat.properties.c.unit`, list items by their name. */
export function describePointer(document: SourceDocument, pointer: string): string {
  let current: NodeAt | undefined = rootNode(document);
  const words: string[] = [];
  for (const token of pointerTokens(pointer) ?? []) {
    const isItem = current?.node.kind === 'array';
    current = childOf(current, token);
    const word = isItem ? nameOf(current) : token;
    if (word === undefined) words.push(`${words.pop() ?? 'item'}[${token}]`);
    else words.push(word);
  }
  return words.length === 0 ? 'the document' : words.join('.');
}

function childOf(parent: NodeAt | undefined, token: string): NodeAt | undefined {
  return parent?.node.kind === 'array'
    ? itemNodes(parent)[Number(token)]
    : memberNode(parent, token);
}

function nameOf(item: NodeAt | undefined): string | undefined {
  for (const key of ['name', 'property', 'role', 'server', 'channel', 'username']) {
    const name = textOf(item, key);
    if (name !== undefined && /^[\w -]{1,40}$/.test(name)) return name;
  }
  return undefined;
}
