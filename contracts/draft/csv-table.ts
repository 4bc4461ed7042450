import { quotedCell } from '../source/quoted-cell.ts';
/** A table of texts: what a spreadsheet or a historian wrote as CSV. */
export interface TextTable {
  readonly header: readonly string[];
  /** Each as long as the header. */
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
  /** Numbers are written `1.234,5`. */
  readonly decimalComma: boolean;
  /** Rows that had more or fewer cells than the header, and were left out. */
  readonly ragged: number;
  /** Rows beyond what is looked at. */
  readonly unread: number;
}

const delimiters = [';', '\t', ',', '|'] as const;
const mostRows = 200_000;
const mostColumns = 1_000;

/**
 * Reads CSV of any dialect: the delimiter is the one that gives the first lines equally many cells,
 * the decimal comma is told by the numbers. Undefined where there is no header with a row below it.
 */
export function textTable(text: string): TextTable | undefined {
  const plain = text.replace(/^\uFEFF/, '').replace(/^sep=.\r?\n/i, '');
  const delimiter = delimiterOf(plain.slice(0, 64 * 1024));
  const [header, ...rows] = cellsOf(plain, delimiter, mostRows + 1);
  if (header === undefined || rows.length === 0 || header.length > mostColumns) return undefined;
  const whole = rows.filter((row) => row.length === header.length);
  return {
    header: header.map((cell) => cell.trim()),
    rows: whole,
    delimiter,
    decimalComma: hasDecimalComma(whole),
    ragged: rows.length - whole.length,
    unread: rows.length > mostRows ? rows.length - mostRows : 0,
  };
}

/** The delimiter with which most of the first lines have the same number of cells, above one. */
function delimiterOf(sample: string): string {
  let best: string = ',';
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const rows = cellsOf(sample, delimiter, 50);
    const [first] = rows;
    if (first === undefined || first.length < 2) continue;
    // The last line of a sample may be cut.
    const equal = rows.slice(0, -1).filter((row) => row.length === first.length).length;
    const score = (equal / Math.max(1, rows.length - 1)) * 1_000 + first.length;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** Rows of cells; quoted cells may hold delimiters, line breaks and doubled quotes. */
function cellsOf(text: string, delimiter: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length && rows.length < most) {
    const quoted = text[at] === '"' ? quotedCell(text, at) : undefined;
    if (quoted !== undefined) {
      row.push(quoted.value);
      at = quoted.end;
    } else {
      const end = cellEnd(text, at, delimiter);
      row.push(text.slice(at, end).replace(/\r$/, ''));
      at = end;
    }
    // What stands between a closing quote and the delimiter is nobody's value.
    at = cellEnd(text, at, delimiter);
    if (text[at] === delimiter) {
      at += 1;
      if (at < text.length && text[at] !== '\n') continue;
      row.push('');
    }
    if (text[at] === '\n') at += 1;
    if (row.length > 1 || row[0]?.trim() !== '') rows.push(row);
    row = [];
  }
  return rows;
}

function cellEnd(text: string, from: number, delimiter: string): number {
  let at = from;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at += 1;
  return at;
}

const commaNumber = /^[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+$/;
const pointNumber = /^[-+]?\d+\.\d+(?:[eE][-+]?\d+)?$/;

function hasDecimalComma(rows: readonly (readonly string[])[]): boolean {
  let commas = 0;
  let points = 0;
  for (const row of rows.slice(0, 2_000)) {
    for (const cell of row) {
      if (commaNumber.test(cell.trim())) commas += 1;
      else if (pointNumber.test(cell.trim())) points += 1;
    }
  }
  return commas > points;
}
