import type { CommandContext } from './command.ts';

/** A way to ask where a person sits at both ends of the terminal, and none in CI. */
export function terminalAsk(signal: AbortSignal): Pick<CommandContext, 'ask'> {
  const isPerson = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (!isPerson || process.env.CI !== undefined) return {};
  return {
    ask: async (question) => {
      // Loaded on use: most commands never ask.
      const { createInterface } = await import('node:readline/promises');
      const terminal = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return (await terminal.question(question, { signal })).trim();
      } finally {
        terminal.close();
      }
    },
  };
}
