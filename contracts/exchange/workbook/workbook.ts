/** A spreadsheet as plain data; `null` is an empty cell. */
export type Cell = string | number | boolean | null;

export interface Sheet {
  readonly name: string;
  /** The first row is the header. */
  readonly rows: readonly (readonly Cell[])[];
  /** Columns (from 0) whose cells a person chooses from a list. */
  readonly choices?: readonly { readonly column: number; readonly values: readonly string[] }[];
}

export type Workbook = readonly Sheet[];

/** What one cell of a spreadsheet program holds, in UTF-16 code units. */
export const longestCell = 32_767;
