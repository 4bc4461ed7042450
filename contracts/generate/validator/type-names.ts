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
