import type { Json } from '../source/json.ts';
import { pointerTo, pointerTokens } from '../source/json-pointer.ts';
import type { SourceDocument } from '../source/source-document.ts';
import type { Problem } from './problem.ts';

/** A value of a source file together with where it stands, so that rules can point at it. */
export interface Located {
  readonly document: SourceDocument;
  readonly pointer: string;
  readonly value: Json;
}

/** The whole document. */
export function rootOf(document: SourceDocument): Located {
  return { document, pointer: '', value: document.value };
}

/** The member of an object, or undefined where there is no object or no such member. */
export function memberOf(parent: Located | undefined, name: string): Located | undefined {
  if (parent === undefined || !isObject(parent.value) || !Object.hasOwn(parent.value, name)) {
    return undefined;
  }
  const value = parent.value[name];
  if (value === undefined) return undefined;
  return { document: parent.document, pointer: pointerTo(parent.pointer, name), value };
}

/** The elements of an array; none where there is no array. */
export function elementsOf(parent: Located | undefined): readonly Located[] {
  if (parent === undefined || !Array.isArray(parent.value)) return [];
  return parent.value.map((value: Json, index) => ({
    document: parent.document,
    pointer: `${parent.pointer}/${index}`,
    value,
  }));
}

/** The names and values of an object's members; none where there is no object. */
export function membersOf(parent: Located | undefined): readonly (readonly [string, Located])[] {
  if (parent === undefined || !isObject(parent.value)) return [];
  return Object.entries(parent.value).map(([name, value]) => [
    name,
    { document: parent.document, pointer: pointerTo(parent.pointer, name), value },
  ]);
}

/** The text of a member, or undefined where it is missing or not a text. */
export function textOf(parent: Located | undefined, name: string): string | undefined {
  const value = memberOf(parent, name)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** True for a member that holds more than white space. */
export function saysSomething(parent: Located | undefined, name: string): boolean {
  return (textOf(parent, name) ?? '').trim() !== '';
}

/** The value of the `customProperties` entry with this name. */
export function customPropertyOf(parent: Located, property: string): Located | undefined {
  for (const entry of elementsOf(memberOf(parent, 'customProperties'))) {
    if (textOf(entry, 'property') === property) return memberOf(entry, 'value');
  }
  return undefined;
}

/** The value at a pointer, or undefined where there is none. */
export function locatedAt(document: SourceDocument, pointer: string): Located | undefined {
  let current: Located | undefined = rootOf(document);
  for (const token of pointerTokens(pointer) ?? []) {
    current = Array.isArray(current?.value)
      ? elementsOf(current)[Number(token)]
      : memberOf(current, token);
  }
  return current;
}

/** A pointer in a person's words: `schema.heat.properties.c.unit`, list items by their name. */
export function describePointer(document: SourceDocument, pointer: string): string {
  let current: Located | undefined = rootOf(document);
  const words: string[] = [];
  for (const token of pointerTokens(pointer) ?? []) {
    if (Array.isArray(current?.value)) {
      current = elementsOf(current)[Number(token)];
      const name = nameOf(current);
      if (name === undefined) words.push(`${words.pop() ?? 'item'}[${token}]`);
      else words.push(name);
    } else {
      current = memberOf(current, token);
      words.push(token);
    }
  }
  return words.length === 0 ? 'the document' : words.join('.');
}

function nameOf(item: Located | undefined): string | undefined {
  for (const key of ['name', 'property', 'role', 'server', 'channel', 'username']) {
    const name = textOf(item, key);
    if (name !== undefined && /^[\w -]{1,40}$/.test(name)) return name;
  }
  return undefined;
}

/** A problem with a value: it points at the value. */
export function problemAt(located: Located, message: string, hint?: string): Problem {
  return problem(located.document.placeOf(located.pointer), located.pointer, message, hint);
}

/** A problem with the presence or the name of a member: it points at its key. */
export function problemAtKey(located: Located, message: string, hint?: string): Problem {
  return problem(located.document.keyPlaceOf(located.pointer), located.pointer, message, hint);
}

function problem(
  place: Problem['place'],
  pointer: string,
  message: string,
  hint: string | undefined,
): Problem {
  return hint === undefined ? { place, pointer, message } : { place, pointer, message, hint };
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
