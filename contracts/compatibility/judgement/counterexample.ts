import type { Json } from '../../source/json.ts';
import type { ChangeFact } from '../change/change-fact.ts';

/**
 * Whether a message shows what a fact says: it lacks the field that is required now, holds the value
 * that is listed no more. Of several facts, that one broke the message.
 */
export function shows(message: Json, fact: ChangeFact): boolean {
  const { field } = fact.subject;
  if (field === undefined) return false;
  const values = valuesAt(message, field.split('.'));
  switch (fact.kind) {
    case 'field-added':
    case 'field-removed':
    case 'requirement-changed':
      return (
        true === isLacking(message, field) ||
        (fact.kind !== 'requirement-changed' && values.length > 0)
      );
    case 'nullability-changed':
      return values.includes(null);
    case 'values-changed': {
      const named = new Set([...fact.added, ...fact.removed]);
      return values.some((value) => named.size === 0 || named.has(String(value)));
    }
    case 'branch-added':
    case 'branch-removed':
      return JSON.stringify(message).includes(JSON.stringify(fact.value));
    case 'pattern-changed':
      return values.some((value) => typeof value === 'string');
    default:
      return values.some((value) => value !== null);
  }
}

/** A message in one line, cut where it is long. */
export function messageText(message: Json): string {
  const text = JSON.stringify(message);
  return text.length <= 400 ? text : `${text.slice(0, 400)} …`;
}

/** All values at a path; arrays on the way are entered. */
function valuesAt(value: Json | undefined, path: readonly string[]): readonly Json[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => valuesAt(item, path));
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  const members = value as { readonly [name: string]: Json };
  return Object.hasOwn(members, name) ? valuesAt(members[name], rest) : [];
}

/** True where an object that should hold the field is there and lacks it. */
function isLacking(message: Json, field: string): boolean {
  const path = field.split('.');
  const parents = valuesAt(message, path.slice(0, -1));
  const name = path.at(-1) ?? '';
  return parents.some(
    (parent) => typeof parent === 'object' && parent !== null && !Object.hasOwn(parent, name),
  );
}
