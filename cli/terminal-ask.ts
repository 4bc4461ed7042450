import type { Interface } from 'node:readline';
import { type CommandContext, UsageError } from './command.ts';

/** A way to ask a person, which holds the terminal from the first question on until `close`. */
export interface TerminalAsk {
  readonly ask: NonNullable<CommandContext['ask']>;
  close(): void;
}

/** Undefined where nobody sits at both ends of the terminal, and in CI. */
export function terminalAsk(signal: AbortSignal): TerminalAsk | undefined {
  const isPerson = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (!isPerson || process.env.CI !== undefined) return undefined;
  // One reader for all questions: lines that were typed or pasted ahead belong to the next ones.
  const lines: string[] = [];
  let reader: Interface | undefined;
  let ended = false;
  let wake = (): void => undefined;
  const end = (): void => {
    ended = true;
    wake();
  };
  async function opened(): Promise<Interface> {
    // Loaded on use: most commands never ask.
    const { createInterface } = await import('node:readline');
    const fresh = createInterface({ input: process.stdin, output: process.stdout });
    fresh.on('line', (line) => {
      lines.push(line);
      wake();
    });
    fresh.on('close', end);
    fresh.on('SIGINT', () => {
      fresh.close();
      process.kill(process.pid, 'SIGINT');
    });
    signal.addEventListener('abort', end, { once: true });
    return fresh;
  }
  return {
    ask: async (question) => {
      reader ??= await opened();
      reader.setPrompt(question);
      reader.prompt();
      while (lines.length === 0 && !ended) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const line = lines.shift();
      if (line === undefined)
        throw new UsageError('the questions were not answered; nothing was written');
      return line.trim();
    },
    close: () => reader?.close(),
  };
}
