import type { Cell } from '../../../connectors/files/file-rows.ts';
import type { FieldType } from '../../../contracts/model/field-type.ts';
import { SourceNumber } from '../../../ingestion/json/exact-json.ts';
import { membersOf } from './member-type.ts';

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
  if (cell instanceof SourceNumber) return cell.text;
  if (typeof cell === 'boolean') return String(cell);
  return isList(cell) ? listToken(cell, type, decimal) : objectToken(cell, type, decimal);
}

function isList(cell: Cell): cell is readonly Cell[] {
  return Array.isArray(cell);
}

function listToken(
  cells: readonly Cell[],
  type: FieldType | undefined,
  decimal: '.' | ',',
): string {
  const items = type?.kind === 'array' ? type.items : undefined;
  return `[${cells.map((cell) => cellToken(cell, items, decimal) ?? 'null').join(',')}]`;
}

/** Members without a value are null, as the file has them. */
function objectToken(
  cells: Readonly<Record<string, Cell>>,
  type: FieldType | undefined,
  decimal: '.' | ',',
): string {
  const fields = type === undefined ? [] : membersOf(type);
  const members = Object.entries(cells).map(([name, cell]) => {
    const member = fields.find((field) => field.name === name)?.type;
    return `${JSON.stringify(name)}:${cellToken(cell, member, decimal) ?? 'null'}`;
  });
  return `{${members.join(',')}}`;
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

/** Leading zeros are cut afterwards: a pattern for them would try every split of many zeros. */
const NUMBER = /^([-+]?)(\d*)(?:\.(\d*))?([eE][-+]?\d+)?$/;

/** What JSON writes differently: `+5`, `007`, `.5`, `5.`, and the comma before a fraction. */
function numberToken(text: string, decimal: '.' | ','): string | undefined {
  if (decimal === ',' && text.includes('.')) return undefined;
  const match = NUMBER.exec(decimal === ',' ? text.replace(',', '.') : text);
  if (match === null) return undefined;
  const [, sign = '', written = '', fraction = '', exponent = ''] = match;
  if (written === '' && fraction === '') return undefined;
  const whole = written.replace(/^0+/, '');
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
