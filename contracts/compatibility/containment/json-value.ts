import type { Json } from '../../source/json.ts';
import { isJsonArray } from '../../source/json-schema/json-object.ts';

export type JsonType = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object';

export const jsonTypes: readonly JsonType[] = [
  'null',
  'boolean',
  'number',
  'string',
  'array',
  'object',
];

export function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (isJsonArray(value)) return 'array';
  return typeof value as 'boolean' | 'number' | 'string' | 'object';
}

/** Equal for values that JSON Schema calls equal: members in any order, -0 as 0. */
export function valueKey(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value === 0 ? 0 : value);
  if (isJsonArray(value)) return `[${value.map(valueKey).join()}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${valueKey(member)}`,
  );
  return `{${members.sort().join()}}`;
}

/** Code points, as JSON Schema counts the length of a string. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
