import writeWorkbook, { type Cell } from 'write-excel-file/node';
import { choiceLists } from './choice-lists.ts';
import { SpreadsheetRefused, type SpreadsheetSheet, spreadsheetLimits } from './spreadsheet.ts';

/**
 * Writes sheets as an .xlsx workbook: bold header row that stays in view, texts as texts. A text that
 * begins with `=`, `+`, `-` or `@` is no formula, since its cell is of type text; the same sheets give
 * the same cells.
 * @throws SpreadsheetRefused where a cell or the workbook is larger than a spreadsheet program reads.
 */
export async function writeSpreadsheet(sheets: readonly SpreadsheetSheet[]): Promise<Uint8Array> {
  const written: Parameters<typeof writeWorkbook>[0] = sheets.map(({ name, rows }) => ({
    sheet: name,
    data: rows.map((row, index) => row.map((cell) => cellOf(cell, index === 0))),
    columns: widths(rows),
    stickyRowsCount: 1,
  }));
  return writeWorkbook(written, { features: [choiceLists(sheets)] }).toBuffer();
}

function cellOf(value: string | number | boolean | null, isHeader: boolean): Cell {
  if (value === null) return null;
  const style = isHeader ? { fontWeight: 'bold' as const, backgroundColor: '#e8edf2' } : {};
  if (typeof value === 'number') return { value, type: Number, ...style };
  if (typeof value === 'boolean') return { value, type: Boolean, ...style };
  if (value.length > spreadsheetLimits.cellLength)
    throw new SpreadsheetRefused(`a cell has more than ${spreadsheetLimits.cellLength} characters`);
  // `_x0041_` in a text would be read back as `A`, and XML loses a carriage return.
  const text = value.replace(/_x([0-9A-Fa-f]{4})_/g, '_x005F_x$1_').replace(/\r/g, '_x000D_');
  // `@` keeps the program from reading a text as a number or a date when it is edited.
  return { value: text, type: String, format: '@', alignVertical: 'top', ...style };
}

function widths(rows: SpreadsheetSheet['rows']): { width: number }[] {
  const count = rows[0]?.length ?? 0;
  return Array.from({ length: count }, (_none, column) => {
    const lengths = rows.slice(0, 200).map((row) => String(row[column] ?? '').length);
    return { width: Math.min(60, Math.max(10, ...lengths) + 2) };
  });
}
