import type { Command, CommandContext } from '../../cli/command.ts';

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

/** Runs a command in a folder, as main.ts does, and gathers what it says. */
export async function runCommand(
  command: Command,
  options: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  },
  ...args: readonly string[]
): Promise<CommandResult> {
  const out: string[] = [];
  const errors: string[] = [];
  const context: CommandContext = {
    cwd: options.cwd,
    env: options.env ?? {},
    stdout: (text) => out.push(text),
    stderr: (text) => errors.push(text),
    isTerminal: false,
    signal: options.signal ?? new AbortController().signal,
  };
  const code = await command.run(args, context);
  return { code, out: out.join(''), errors: errors.join('') };
}
