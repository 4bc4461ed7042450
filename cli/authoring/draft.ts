import type { LossRow } from '../render/loss-table.ts';

export interface DraftFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string | Uint8Array;
}

/**
 * Files that a command proposes. What a person has to decide stands in them as a comment that
 * begins with `ASK:` (`# ASK: …` in YAML, `-- ASK: …` in SQL, `"$comment": "ASK: …"` in JSON).
 */
export interface Draft {
  readonly files: readonly DraftFile[];
  /** Absent where nothing was translated from another format. */
  readonly losses?: readonly LossRow[];
  /** Lines told before the files: evidence, a difference to what was there. */
  readonly notes: readonly string[];
  /** Files that may be replaced: what `--force` named. */
  readonly overwrite: readonly string[];
  /** The command that comes next, where it is another than the usual one. */
  readonly next?: string;
}
