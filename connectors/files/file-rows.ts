/** A value as the file's format has it; CSV knows texts only. Times are RFC 3339 texts. */
export type Cell =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | readonly Cell[]
  | { readonly [name: string]: Cell };

/** One row; `cells` in the order of the file's columns, where the row is whole. */
export interface FileRow {
  /** Of the text, or the row's number, from 1. */
  readonly line: number;
  readonly cells: readonly Cell[];
}

/** A file that is read in passing, however large it is. */
export interface RowFile {
  readonly columns: readonly string[];
  /** Rows in the file's order, some thousand at a time. Rejects with a FileProblem. */
  batches(): AsyncIterable<readonly FileRow[]>;
  /** How much of the file has been read, from 0 to 1. */
  done(): number;
}

/** The file cannot be read as what it should be. The message says where and what to do. */
export class FileProblem extends Error {
  override readonly name = 'FileProblem';
}
