import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerOrder } from './worker-order.ts';

/** One process that the demo starts, kills and starts again. */
export interface WorkerProcess {
  /** Of the process that runs now, or ran last. */
  readonly pid: number;
  /** Resolves when the process says that it is at work. */
  start(): Promise<void>;
  /** SIGKILL: no chance to finish anything. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL when it has not ended within `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/**
 * A process that ends with this one, whatever ends this one: it watches the channel between them.
 * What it logs goes to `logFile`. `onFailure` hears of an end that nobody asked for, `onMessage` of
 * what it says after it is at work.
 */
export function workerProcess(
  order: WorkerOrder,
  logFile: string,
  onFailure: (message: string) => void,
  onMessage: (message: unknown) => void = () => undefined,
): WorkerProcess {
  const entry = fileURLToPath(
    new URL(`./worker${extname(fileURLToPath(import.meta.url))}`, import.meta.url),
  );
  let child: ChildProcess | undefined;
  let pid = 0;

  async function end(signal: NodeJS.Signals, graceMs: number): Promise<void> {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    const late = setTimeout(() => ending.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(late);
  }

  return {
    get pid() {
      return pid;
    },
    start: async () => {
      const log = openSync(logFile, 'a');
      const started = fork(entry, [], {
        stdio: ['ignore', log, log, 'ipc'],
        // Ctrl-C goes to the demo alone, which ends its workers in order.
        detached: true,
      });
      child = started;
      pid = started.pid ?? 0;
      started.send(order);
      started.once('exit', (code, signal) => {
        if (child !== started) return;
        child = undefined;
        onFailure(
          `the ${order.role} process ended by itself (${signal ?? `exit code ${code}`}); its log is ${logFile}`,
        );
      });
      await Promise.race([once(started, 'message'), once(started, 'exit')]);
      started.on('message', onMessage);
    },
    kill: () => end('SIGKILL', 0),
    stop: (graceMs) => end('SIGTERM', graceMs),
  };
}
