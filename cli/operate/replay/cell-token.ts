import type { Cell } from '../../../connectors/files/file-rows.ts';
import type { FieldType } from '../../../contracts/model/field-type.ts';

/**
 * The JSON text of a cell for a member of this type; undefined where the cell holds no value. A text
 * that is not what the member wants stays a text, so that the contract judges it and says so. Digits
 * of a number are the file's own.
 */
export function cellToken(
  cell: Cell,
  type: FieldType | undefined,
  decimal: '.' | ',',
): string | undefined {
  if (cell === undefined || cell === null) return undefined;
  if (typeof cell === 'string') return textToken(cell, type, decimal);
  if (typeof cell === 'bigint') return type?.kind === 'string' ? `"${cell}"` : String(cell);
  if (typeof cell === 'number') {
    if (!Number.isFinite(cell)) return undefined;
    return type?.kind === 'string' ? `"${cell}"` : String(cell);
  }
  return JSON.stringify(cell, (_, value: unknown) =>
    typeof value === 'bigint' ? Number(value) : value,
  );
}

function textToken(text: string, type: FieldType | undefined, decimal: '.' | ','): string {
  switch (type?.kind) {
    case 'integer':
    case 'number':
      return numberToken(text.trim(), decimal) ?? JSON.stringify(text);
    case 'boolean':
      return booleanToken(text.trim()) ?? JSON.stringify(text);
    case 'array':
    case 'object':
      return isJson(text) ? text.trim() : JSON.stringify(text);
    default:
      return JSON.stringify(text);
  }
}

const NUMBER = /^([-+]?)0*(\d*)(?:\.(\d*))?([eE][-+]?\d+)?$/;

/** What JSON writes differently: `+5`, `007`, `.5`, `5.`, and the comma before a fraction. */
function numberToken(text: string, decimal: '.' | ','): string | undefined {
  if (decimal === ',' && text.includes('.')) return undefined;
  const match = NUMBER.exec(decimal === ',' ? text.replace(',', '.') : text);
  if (match === null || !/\d/.test(text)) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match;
  const digits = `${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
  return `${sign === '-' ? '-' : ''}${digits}${exponent}`;
}

function booleanToken(text: string): string | undefined {
  if (/^(true|1)$/i.test(text)) return 'true';
  if (/^(false|0)$/i.test(text)) return 'false';
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
