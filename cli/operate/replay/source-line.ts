import type { BuiltMessage } from './message-builder.ts';

/** What one line or row of a file becomes. */
export interface SourceLine {
  readonly line: number;
  readonly built: readonly BuiltMessage[];
}

/** A file as messages of a stream, read in passing. */
export interface SourceMessages {
  batches(fromLine: number): AsyncIterable<readonly SourceLine[]>;
  done(): number;
  /** What counts the file's entries: `line`, or `row` where it has no lines. */
  readonly unit: 'line' | 'row';
  /** Columns that no member takes. */
  readonly unused: readonly string[];
}
