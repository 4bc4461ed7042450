import type { Json } from '../../source/json.ts';

/** A JSON value as the text of a JavaScript expression that is safe in any position. */
export function literal(value: Json): string {
  if (typeof value === 'object' && value !== null)
    return `JSON.parse(${literal(JSON.stringify(value))})`;
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Text that a JSONB column takes: without NUL and halves of surrogate pairs. */
export function storable(text: string): string {
  return text.replace(/\0|\p{Surrogate}/gu, '\ufffd');
}

/** Names that every object inherits: reading them needs a check that the member is its own. */
const INHERITED: ReadonlySet<string> = new Set([
  '__proto__',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
  'constructor',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'toString',
  'valueOf',
]);

/** Reads an own member; undefined where there is none. */
export function readMember(object: string, name: string): string {
  if (INHERITED.has(name)) {
    return `(Object.hasOwn(${object},${literal(name)})?${object}[${literal(name)}]:undefined)`;
  }
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${literal(name)}]`;
}
