import type { Json } from '../../source/json.ts';
import { isJsonArray, measureJson } from '../../source/json-schema/json-object.ts';
import { limits } from '../../source/limits.ts';
import { type Cell, longestCell } from './workbook.ts';

/**
 * A value as a cell: texts, numbers and truth values as they are, everything else as JSON. A text
 * that would read as JSON is quoted. Undefined where no cell is large enough.
 */
export function cellOf(value: Json): Cell | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const text = typeof value === 'string' && !looksLikeJson(value) ? value : JSON.stringify(value);
  return text.length > longestCell ? undefined : text;
}

/** The value of a cell that `cellOf` wrote, or that a person typed. */
export function valueOfCell(cell: Cell): Json | undefined {
  if (cell === null || cell === '') return undefined;
  if (typeof cell !== 'string' || !looksLikeJson(cell)) return cell;
  return parsed(cell) ?? (cell === 'null' ? null : cell);
}

function looksLikeJson(text: string): boolean {
  return text === '' || text === 'null' || /^\s*[[{"]/.test(text) || text !== text.trim();
}

function parsed(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    const { depth } = measureJson(value, { depth: limits.depth, values: longestCell });
    return value === null || depth > limits.depth ? undefined : value;
  } catch {
    return undefined;
  }
}

/** A list of texts as a person writes it, `casting, chemistry`; JSON where that would be misread. */
export function listCell(values: Json): Cell | undefined {
  const isPlain =
    isJsonArray(values) &&
    values.length > 0 &&
    values.every((each) => typeof each === 'string' && !/[,\n]/.test(each) && !looksLikeJson(each));
  return isPlain ? cellOf(values.join(', ')) : cellOf(values);
}

/** The items of a list cell. */
export function listOfCell(cell: Cell): Json | undefined {
  const value = valueOfCell(cell);
  if (typeof value !== 'string') {
    return value === undefined || isJsonArray(value) ? value : [value];
  }
  return value
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
