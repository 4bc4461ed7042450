import type { Json } from '../source/json.ts';
import type { TextTable } from './csv-table.ts';
import { idOf } from './draft-names.ts';
import { textFormat } from './text-format.ts';
import { unitOfName } from './unit-of-name.ts';

/** A column as a member of the records. */
export interface ColumnPlan {
  readonly header: string;
  /** Distinct, a word that a field can be called. */
  readonly name: string;
  readonly type: 'number' | 'integer' | 'time' | 'boolean' | 'string';
  /** UCUM code that the header tells. */
  readonly unit?: string;
  /** Cells with a value. */
  readonly filled: number;
  /** Its times were not ISO 8601, as `31.12.2026 23:59:00`. */
  readonly rewritten: boolean;
  /** How they are written (`DD.MM.YYYY HH:mm:ss`), where all are written alike. */
  readonly timeFormat?: string;
}

export function columnsOf(table: TextTable): readonly ColumnPlan[] {
  const taken = new Set<string>();
  return table.header.map((header, at) => {
    const cells = table.rows.map((row) => (row[at] ?? '').trim()).filter((cell) => !isEmpty(cell));
    const type = typeOf(cells, table.decimalComma);
    const unit = unitOfName(header);
    const rewritten = type === 'time' && cells.some((cell) => isoTime(cell) !== cell);
    const timeFormat = rewritten ? timeFormatOf(cells) : undefined;
    const name = freeName(idOf(withoutUnit(header)), taken);
    taken.add(name);
    return {
      header,
      name: name === 'draft' ? `column_${at + 1}` : name,
      type,
      ...(unit === undefined ? {} : { unit }),
      filled: cells.length,
      rewritten,
      ...(timeFormat === undefined ? {} : { timeFormat }),
    };
  });
}

/** Each row as an object, in the types of its columns; empty cells are members that are not there. */
export function recordsOf(table: TextTable, columns: readonly ColumnPlan[]): readonly Json[] {
  return table.rows.map((row) =>
    Object.fromEntries(
      columns.flatMap((column, at) => {
        const cell = (row[at] ?? '').trim();
        return isEmpty(cell) ? [] : [[column.name, valueOfCell(cell, column, table.decimalComma)]];
      }),
    ),
  );
}

/** Each number of a wide table as a sample of its own: time, dimensions, tag, value. */
export function samplesOf(
  table: TextTable,
  columns: readonly ColumnPlan[],
  wide: WideTable,
): readonly Json[] {
  const samples: Json[] = [];
  for (const record of recordsOf(table, columns)) {
    const row = record as { readonly [name: string]: Json };
    const common = [wide.time, ...wide.dimensions].flatMap(({ name }) => {
      return row[name] === undefined ? [] : [[name, row[name]] as const];
    });
    for (const { name, header } of wide.values) {
      const value = row[name];
      if (typeof value !== 'number') continue;
      samples.push({ ...Object.fromEntries(common), tag: header, value });
      if (samples.length >= mostSamples) return samples;
    }
  }
  return samples;
}

const mostSamples = 500_000;

export interface WideTable {
  readonly time: ColumnPlan;
  readonly values: readonly ColumnPlan[];
  readonly dimensions: readonly ColumnPlan[];
}

/** One time, several numbers and hardly anything else: a historian's export, a column per signal. */
export function wideTable(columns: readonly ColumnPlan[]): WideTable | undefined {
  const times = columns.filter(({ type }) => type === 'time');
  const [time] = times;
  const values = columns.filter(({ type }) => type === 'number' || type === 'integer');
  const others = columns.filter(({ type }) => type === 'string' || type === 'boolean');
  if (time === undefined || times.length > 1 || values.length < 3 || others.length > 2)
    return undefined;
  if (columns.some(({ name }) => name === 'tag' || name === 'value')) return undefined;
  return { time, values, dimensions: others };
}

/** The texts that stand for no value, as the table writes them. */
export function emptyTexts(table: TextTable): readonly string[] {
  const found = new Set<string>();
  for (const row of table.rows) {
    for (const cell of row) {
      const text = cell.trim();
      if (text !== '' && isEmpty(text)) found.add(text);
    }
  }
  return [...found].sort();
}

/** One format that all cells have; fractions of seconds have none. */
function timeFormatOf(cells: readonly string[]): string | undefined {
  const formats = new Set(
    cells.map((cell) => {
      if (/[.,]\d+$/.test(cell) && !/\d{4}$/.test(cell)) return undefined;
      return cell
        .replace(/^\d{2}\.\d{2}\.\d{4}/, 'DD.MM.YYYY')
        .replace(/^\d{1,2}\.\d{1,2}\.\d{4}/, 'D.M.YYYY')
        .replace(/^\d{4}-\d\d-\d\d/, 'YYYY-MM-DD')
        .replace(/\d\d:\d\d:\d\d$/, 'HH:mm:ss')
        .replace(/\d:\d\d:\d\d$/, 'H:mm:ss')
        .replace(/\d\d:\d\d$/, 'HH:mm')
        .replace(/\d:\d\d$/, 'H:mm');
    }),
  );
  const [format] = formats;
  return formats.size === 1 ? format : undefined;
}

function isEmpty(cell: string): boolean {
  return cell === '' || /^(null|nan|n\/a|na|-|#n\/a|bad|no data)$/i.test(cell);
}

function withoutUnit(header: string): string {
  return header.replace(/\s*[[(][^\])]*[\])]\s*$/, '');
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  let number = 2;
  while (taken.has(`${wanted}_${number}`)) number += 1;
  return `${wanted}_${number}`;
}

function typeOf(cells: readonly string[], decimalComma: boolean): ColumnPlan['type'] {
  if (cells.length === 0) return 'string';
  // A number with leading zeros is a name: the zeros are part of it.
  if (cells.some((cell) => /^0\d/.test(cell) && !/[.,]/.test(cell))) return 'string';
  if (cells.every((cell) => /^[-+]?\d{1,15}$/.test(cell))) return 'integer';
  if (cells.every((cell) => numberOf(cell, decimalComma) !== undefined)) return 'number';
  if (cells.every((cell) => /^(true|false)$/i.test(cell))) return 'boolean';
  if (cells.every((cell) => isoTime(cell) !== undefined)) return 'time';
  return 'string';
}

function valueOfCell(cell: string, { type }: ColumnPlan, decimalComma: boolean): Json {
  switch (type) {
    case 'integer':
    case 'number':
      return numberOf(cell, decimalComma) ?? cell;
    case 'boolean':
      return cell.toLowerCase() === 'true';
    case 'time':
      return isoTime(cell) ?? cell;
    case 'string':
      return cell;
  }
}

function numberOf(cell: string, decimalComma: boolean): number | undefined {
  const text = decimalComma ? cell.replace(/\.(?=\d{3}(\D|$))/g, '').replace(',', '.') : cell;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A time as ISO 8601 writes it: `31.12.2026 23:59` with T and the year first; undefined for no time. */
function isoTime(cell: string): string | undefined {
  const format = textFormat(cell);
  if (format === 'date-time' || format === 'local-date-time') return cell;
  const german =
    /^(\d{1,2})\.(\d{1,2})\.(\d{4})[ ,]+(\d{1,2}):(\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?$/.exec(cell);
  const short = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d)$/.exec(cell)?.[1];
  const text =
    short !== undefined
      ? `${short.replace(' ', 'T')}:00`
      : german === null
        ? undefined
        : `${german[3]}-${two(german[2])}-${two(german[1])}T${two(german[4])}:${german[5]}:${(german[6] ?? '00').replace(',', '.')}`;
  return text !== undefined && textFormat(text) === 'local-date-time' ? text : undefined;
}

function two(digits: string | undefined): string {
  return (digits ?? '').padStart(2, '0');
}
