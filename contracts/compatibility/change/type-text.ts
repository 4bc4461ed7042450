import type { FieldType } from '../../model/field-type.ts';

/** A type in words: `array of integer`, `object`, `one of several objects by kind`. */
export function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'array':
      return type.items.kind === 'object' || type.items.kind === 'union'
        ? 'array of objects'
        : `array of ${typeText(type.items)}`;
    case 'union':
      return `one of several objects by ${type.discriminator}`;
    case 'number':
      return type.storage === 'double' ? 'number (double precision)' : 'number';
    case 'local-timestamp':
      return 'local timestamp';
    case 'json':
      return `JSON (${type.reason})`;
    default:
      return type.kind;
  }
}

const double = ' (double precision)';

/** Two types that differ: where only how a number is stored differs, both say how. */
export function typeTexts(
  was: FieldType,
  is: FieldType,
): { readonly before: string; readonly after: string } {
  const [before, after] = [typeText(was), typeText(is)];
  if (before === `${after}${double}`) return { before, after: `${after} (exact decimal)` };
  if (after === `${before}${double}`) return { before: `${before} (exact decimal)`, after };
  return { before, after };
}
