import { SpreadsheetRefused, spreadsheetLimits } from './spreadsheet.ts';

/** Cells of one sheet, counted as the rectangle that a reader fills. */
export interface SheetExtent {
  readonly rows: number;
  readonly columns: number;
  /** Cells that hold a formula, of which only the last result is read. */
  readonly formulas: number;
  /** Cells that show an error (`#REF!`) and have no value. */
  readonly errors: number;
}

/**
 * How far a sheet reaches by its XML, before anything fills the gaps: one cell named XFD1048576 would
 * otherwise cost gigabytes.
 * @throws SpreadsheetRefused beyond the limits, or where a row or cell is named in an unusual way.
 */
export function sheetExtent(xml: string): SheetExtent {
  let rows = 0;
  let columns = 0;
  let errors = 0;
  for (const [tag] of xml.matchAll(/<(?:\w+:)?(?:row|c)(?=[\s/>])[^>]*>/g)) {
    if (/\st\s*=\s*["']e["']/.test(tag)) errors += 1;
    const name = /\sr\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(tag);
    if (name === null) continue;
    const match = /^([A-Z]{0,3})([1-9]\d{0,6})$/.exec(name[1] ?? name[2] ?? '');
    if (match === null) throw new SpreadsheetRefused('a row or cell has no proper name');
    rows = Math.max(rows, Number(match[2]));
    columns = Math.max(columns, columnNumber(match[1] ?? ''));
  }
  // Rows may have no number: then their count tells.
  rows = Math.max(rows, xml.match(/<(?:\w+:)?row[\s/>]/g)?.length ?? 0);
  if (rows > spreadsheetLimits.rows)
    throw new SpreadsheetRefused(`a sheet reaches beyond row ${spreadsheetLimits.rows}`);
  if (columns > spreadsheetLimits.columns)
    throw new SpreadsheetRefused(`a sheet has more than ${spreadsheetLimits.columns} columns`);
  return { rows, columns, errors, formulas: xml.match(/<(?:\w+:)?f[\s/>]/g)?.length ?? 0 };
}

function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}
