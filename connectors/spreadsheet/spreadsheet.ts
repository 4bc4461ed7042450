/** A sheet as plain data; `null` is an empty cell. */
export interface SpreadsheetSheet {
  readonly name: string;
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  /** Columns (from 0) whose cells below the header are chosen from a list. */
  readonly choices?: readonly { readonly column: number; readonly values: readonly string[] }[];
}

/** The bytes are no workbook, or one that costs more than a workbook may. */
export class SpreadsheetRefused extends Error {
  override readonly name = 'SpreadsheetRefused';
}

/** What one workbook may cost: it comes by mail, and a few kilobytes can unpack to gigabytes. */
export const spreadsheetLimits = {
  bytes: 8 * 1024 * 1024,
  inflatedBytes: 64 * 1024 * 1024,
  parts: 256,
  sheets: 64,
  rows: 20_000,
  columns: 256,
  /** Of all sheets together, empty cells in between included. */
  cells: 1_000_000,
  /** What a cell of a spreadsheet program holds, in UTF-16 code units. */
  cellLength: 32_767,
} as const;
