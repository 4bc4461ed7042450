import type { Finding, Place } from '../finding.ts';
import { limits } from './limits.ts';
import { quotedCell } from './quoted-cell.ts';
import { sourceFinding } from './source-rules.ts';
import { decodeSource, type SourceText } from './source-text.ts';

export interface CsvCell {
  readonly text: string;
  readonly place: Place;
}

/** A table with its header; every row has exactly as many cells as the header. */
export interface CsvTable {
  readonly header: readonly CsvCell[];
  readonly rows: readonly (readonly CsvCell[])[];
}

const mostRows = 50_000;
const mostColumns = 64;
const longestCell = 4_096;

/**
 * Reads comma separated values after RFC 4180: quoted cells may hold commas, quotes ("") and line
 * breaks; a line end is LF or CRLF; empty lines are skipped.
 */
export function parseCsv(
  path: string,
  bytes: Uint8Array,
  maxBytes: number = limits.tableBytes,
): { readonly table?: CsvTable; readonly findings: readonly Finding[] } {
  const decoded = decodeSource(path, bytes, maxBytes);
  const findings = [...decoded.findings];
  if (decoded.source === undefined) return { findings };
  const read = readRows(decoded.source);
  if (read.finding !== undefined) return { findings: [...findings, read.finding] };
  const [header, ...rows] = read.rows;
  if (header === undefined) {
    const place = { file: path, line: 1, column: 1 };
    const message = `${path} has no header line`;
    return { findings: [...findings, sourceFinding('csv-syntax', place, '', message)] };
  }
  const separator = header.length === 1 ? /[;\t|]/.exec(header[0]?.text ?? '')?.[0] : undefined;
  if (separator !== undefined) {
    const place = header[0]?.place ?? { file: path, line: 1, column: 1 };
    const name = separator === ';' ? 'semicolons' : separator === '|' ? 'bars' : 'tabs';
    const message = `the columns of ${path} are separated by ${name}`;
    const hint = 'separate them by commas, and write decimals with a point';
    return { findings: [...findings, sourceFinding('csv-syntax', place, '', message, hint)] };
  }
  for (const row of rows) {
    if (row.length === header.length) continue;
    const place = row[0]?.place ?? { file: path, line: 1, column: 1 };
    const message = `the row has ${row.length} cells, the header ${header.length}`;
    const hint = 'quote cells that hold commas: "a, b"';
    return { findings: [...findings, sourceFinding('csv-syntax', place, '', message, hint)] };
  }
  return { table: { header, rows }, findings };
}

function readRows(source: SourceText): {
  readonly rows: readonly (readonly CsvCell[])[];
  readonly finding?: Finding;
} {
  const { text } = source;
  const rows: CsvCell[][] = [];
  let row: CsvCell[] = [];
  let at = 0;
  const fail = (
    offset: number,
    message: string,
    rule: 'csv-syntax' | 'too-many-values' | 'text-too-long' = 'csv-syntax',
  ) => ({
    rows,
    finding: sourceFinding(rule, source.placeAt(offset, offset + 1), '', message),
  });
  while (at < text.length) {
    const start = at;
    let value: string;
    if (text[at] === '"') {
      const quoted = quotedCell(text, at);
      if (quoted === undefined) return fail(start, 'a quoted cell does not end');
      value = quoted.value;
      at = quoted.end;
      if (at < text.length && !/[,\r\n]/.test(text[at] ?? '')) {
        return fail(at, 'text follows the closing quote of a cell');
      }
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') at += 1;
      value = text.slice(start, at).replace(/\r$/, '');
      if (value.includes('"'))
        return fail(start, 'a quote stands inside a cell that is not quoted');
    }
    if (value.length > longestCell) {
      return fail(start, `a cell is longer than ${longestCell} characters`, 'text-too-long');
    }
    row.push({ text: value, place: source.placeAt(start, at) });
    if (row.length > mostColumns) {
      return fail(start, `a row has more than ${mostColumns} cells`, 'too-many-values');
    }
    if (text[at] === ',') {
      at += 1;
      if (at === text.length) row.push({ text: '', place: source.placeAt(at, at) });
      continue;
    }
    if (text[at] === '\r') at += 1;
    if (at < text.length && text[at] !== '\n') return fail(at, 'a carriage return stands alone');
    at += 1;
    if (row.length > 1 || row[0]?.text !== '') rows.push(row);
    row = [];
    if (rows.length > mostRows + 1) {
      return fail(start, `the table has more than ${mostRows} rows`, 'too-many-values');
    }
  }
  if (row.length > 0) rows.push(row);
  return { rows };
}
