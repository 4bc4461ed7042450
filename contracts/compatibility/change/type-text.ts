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
