import type { Command } from './command.ts';

interface CommandRow {
  readonly name: string;
  readonly summary: string;
  /** Loaded on use, so that `check` never waits for a database driver to load. */
  load(): Promise<Command>;
}

/** All commands, in the order of a team's day. */
export const commandTable: readonly CommandRow[] = [];
