import { literal } from './js-text.ts';

/** JSON Schema's types, in words. */
export const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['array', 'an array'],
  ['boolean', 'a boolean'],
  ['integer', 'an integer'],
  ['null', 'null'],
  ['number', 'a number'],
  ['object', 'an object'],
  ['string', 'a string'],
]);

/** `a, b or c`. */
export function listed(types: readonly string[]): string {
  const names = types.map((type) => TYPE_NAMES.get(type) ?? type);
  const last = names.pop() ?? 'nothing';
  return names.length === 0 ? last : `${names.join(', ')} or ${last}`;
}

/** An expression that is true for a value of another type. */
export function mismatch(type: string, data: string): string {
  switch (type) {
    case 'null':
      return `${data}!==null`;
    case 'integer':
      // JSON.parse makes an infinity of what no double holds; numbers as large have no fraction.
      return `(!Number.isInteger(${data})&&${data}!==Infinity&&${data}!==-Infinity)`;
    case 'array':
      return `!Array.isArray(${data})`;
    case 'object':
      return `(typeof ${data}!=="object"||${data}===null||Array.isArray(${data}))`;
    default:
      return `typeof ${data}!==${literal(type)}`;
  }
}
