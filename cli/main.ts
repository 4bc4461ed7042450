#!/usr/bin/env node
import { nearest } from '../contracts/source/suggestion.ts';
import { type Command, type CommandContext, exitCode, UsageError } from './command.ts';
import { commandTable } from './command-table.ts';
import { fileProblem } from './file-problem.ts';
import { isNotApplied } from './not-applied-error.ts';
import { packageVersion } from './package-version.ts';
import { terminalAsk } from './terminal-ask.ts';
import { isUnreachable } from './unreachable-error.ts';

const abort = new AbortController();
let drains = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  const exit = (): void => process.exit(128 + (signal === 'SIGINT' ? 2 : 15));
  process.once(signal, () => {
    if (!drains) exit();
    abort.abort();
    // A second signal ends a drain that hangs.
    process.once(signal, exit);
  });
}

const terminal = terminalAsk(abort.signal);
process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  isTerminal: process.stdout.isTTY === true,
  signal: abort.signal,
  ...(terminal === undefined ? {} : { ask: terminal.ask }),
});
terminal?.close();

async function main(argv: readonly string[], context: CommandContext): Promise<number> {
  const [name, ...args] = argv;
  const [about] = args;
  if (name === 'help' && about !== undefined) return main([about, '--help'], context);
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    context.stdout(overview());
    return exitCode.ok;
  }
  if (name === '--version' || name === '-v') {
    context.stdout(`${packageVersion()}\n`);
    return exitCode.ok;
  }
  const row = commandTable.find((candidate) => candidate.name === name);
  if (row === undefined) {
    const names = commandTable.map((candidate) => candidate.name);
    const suggestion = nearest(name, names);
    context.stderr(
      `tundish: there is no command '${name}'${suggestion === undefined ? '' : `; did you mean '${suggestion}'?`}\nCommands: ${names.join(', ')}\n`,
    );
    return exitCode.usage;
  }
  return runCommand(await row.load(), row.summary, args, context);
}

async function runCommand(
  command: Command,
  summary: string,
  args: readonly string[],
  context: CommandContext,
): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    const usage = (await command.usageOf?.(args)) ?? command.usage;
    context.stdout(`${summary}\n\n${usage}\n`);
    return exitCode.ok;
  }
  drains = command.drains === true;
  try {
    return await command.run(args, context);
  } catch (error) {
    if (error instanceof UsageError) {
      const usage = (await command.usageOf?.(args)) ?? command.usage;
      const [forms = ''] = usage.split('\n\n');
      context.stderr(
        `tundish ${command.name}: ${error.message}\n\n${forms}\nNext: tundish ${command.name} --help\n`,
      );
      return exitCode.usage;
    }
    const refused = fileProblem(error);
    if (refused !== undefined) {
      context.stderr(`tundish ${command.name}: ${refused}\n`);
      return exitCode.usage;
    }
    if (isUnreachable(error)) {
      context.stderr(`tundish ${command.name}: ${error.message}\n`);
      return exitCode.unreachable;
    }
    if (isNotApplied(error)) {
      context.stderr(`tundish ${command.name}: ${error.message}\n`);
      return exitCode.stale;
    }
    context.stderr(bugReport(command.name, error, context.env.TUNDISH_DEBUG !== undefined));
    return exitCode.bug;
  }
}

function bugReport(name: string, error: unknown, withStack: boolean): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = withStack && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  return `tundish ${name}: stopped by an error that should not happen: ${message}\n${stack}This is a bug of Tundish. Run again with TUNDISH_DEBUG=1 for the stack and report both.\n`;
}

function overview(): string {
  const width = Math.max(...commandTable.map((row) => row.name.length));
  const rows = commandTable.map((row) => `  ${row.name.padEnd(width)}  ${row.summary}`);
  return `tundish: data-product contracts in, a running, governed plant data platform out\n\n${rows.join('\n')}\n\nNext: tundish demo\n`;
}
