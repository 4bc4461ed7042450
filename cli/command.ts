/** What a command may touch; everything else it builds from here. */
export interface CommandContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The result. */
  readonly stdout: (text: string) => void;
  /** Progress and errors. */
  readonly stderr: (text: string) => void;
  /** stdout is a terminal: colours and live views are welcome, prompts still are not. */
  readonly isTerminal: boolean;
  /**
   * Asks the person at the terminal; the answer without white space around it. Absent where nobody
   * can answer: then flags and defaults count. Every question names its flag.
   */
  readonly ask?: (question: string) => Promise<string>;
  /** Aborts at SIGINT and SIGTERM; a command then ends gracefully. */
  readonly signal: AbortSignal;
}

/** One verb of the command line. The file that exports it is its man page. */
export interface Command {
  readonly name: string;
  /** Shown by `tundish <name> --help`; its first paragraph after a usage error. */
  readonly usage: string;
  /** The usage of what the arguments name (`import json --help`), where it has one of its own. */
  usageOf?(args: readonly string[]): Promise<string | undefined>;
  /**
   * Looks at the signal and ends by itself when it aborts. All others are ended at once: what they
   * write appears whole or not at all.
   */
  readonly drains?: true;
  /** Resolves to an exit code of exit-code.ts. Throws UsageError for wrong arguments. */
  run(args: readonly string[], context: CommandContext): Promise<number>;
}

/** Wrong words on the command line: exit code 2, with the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** `unchecked` is never reported as passed; `stale`: a database lacks what the plan says. */
export const exitCode = {
  ok: 0,
  findings: 1,
  usage: 2,
  unchecked: 3,
  unreachable: 4,
  stale: 5,
  bug: 70,
} as const;
