import type { Json } from '../source/json.ts';
import { pointerTokens } from '../source/json-pointer.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  member,
} from '../source/json-schema/json-object.ts';
import { EVERY_ELEMENT } from './personal-fields.ts';
import type { PersonalMember } from './plan.ts';

/** A value of another kind on the way to a treated one is encrypted; but a message is never one. */
export type Place = 'message' | 'within';

/** References to references; a message's own nesting is bounded by its paths. */
export const MOST_REFERENCES = 50;

export const TEXT_KEYWORDS = [
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
] as const;

export type Container = 'object' | 'array';

export function containersOf(paths: readonly PersonalMember[]): ReadonlySet<Container> {
  return new Set(paths.map(({ path: [first] }) => (first === EVERY_ELEMENT ? 'array' : 'object')));
}

export function memberNames(paths: readonly PersonalMember[]): ReadonlySet<string> {
  return new Set(
    paths.flatMap(({ path: [first] }) =>
      first === undefined || first === EVERY_ELEMENT ? [] : [first],
    ),
  );
}

export function droppedNames(paths: readonly PersonalMember[]): ReadonlySet<string> {
  return new Set(
    paths.flatMap(({ path: [name, ...more], treatment }) =>
      treatment === 'drop' && name !== undefined && more.length === 0 ? [name] : [],
    ),
  );
}

export function typesOf(schema: JsonObject): readonly Json[] | undefined {
  const type = member(schema, 'type');
  if (type === undefined) return undefined;
  return isJsonArray(type) ? type : [type];
}

/** It takes nothing but containers that hold treated values, and null. */
export function isOfKind(schema: JsonObject, containers: ReadonlySet<Container>): boolean {
  const kinds: ReadonlySet<Json> = new Set<Json>([...containers, 'null']);
  return typesOf(schema)?.every((type) => kinds.has(type)) ?? false;
}

export function below(paths: readonly PersonalMember[], name: string): readonly PersonalMember[] {
  return paths.flatMap(({ path: [first, ...more], treatment }) =>
    first === name && more.length > 0 ? [{ path: more, treatment }] : [],
  );
}

/** Every reference of a bundled document is a pointer into it. */
export function referenceTarget(document: Json, reference: string): Json | undefined {
  const tokens = reference.startsWith('#')
    ? pointerTokens(decodeURIComponent(reference.slice(1)))
    : undefined;
  let found: Json | undefined = tokens === undefined ? undefined : document;
  for (const token of tokens ?? []) {
    if (isJsonArray(found)) found = found[Number(token)];
    else found = isJsonObject(found) ? member(found, token) : undefined;
  }
  return found;
}
