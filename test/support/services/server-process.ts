import { type ChildProcess, spawn } from 'node:child_process';
import type { Account } from '../../../cli/demo/postgres/account.ts';

/** A server that we started and that we alone end. */
export interface ServerProcess {
  /** Sends the signal and waits for the end; SIGKILL after `graceMs`. */
  end(signal: NodeJS.Signals, graceMs?: number): Promise<void>;
  /** The last lines that it wrote, for error messages. */
  output(): string;
  readonly ended: boolean;
}

interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly account?: Account | undefined;
  readonly cwd?: string;
}

/** Starts a server and resolves when `ready` does; rejects with its output when it ends before. */
export async function startServer(
  name: string,
  command: ServerCommand,
  ready: (server: ServerProcess) => Promise<boolean>,
  deadlineMs = 60_000,
): Promise<ServerProcess> {
  const child = spawn(command.file, command.args, {
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that `end` reaches what a start script left running behind it.
    detached: true,
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    ...(command.account === undefined
      ? {}
      : { uid: command.account.uid, gid: command.account.gid }),
  });
  const server = track(child);
  const started = Date.now();
  for (;;) {
    if (server.ended) {
      throw new Error(`${name} ended while it started (${command.file}):\n${server.output()}`);
    }
    if (await ready(server).catch(() => false)) return server;
    if (Date.now() - started > deadlineMs) {
      await server.end('SIGKILL');
      throw new Error(`${name} was not ready after ${deadlineMs} ms:\n${server.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

const outputCharactersMax = 16_000;

function track(child: ChildProcess): ServerProcess {
  let output = '';
  let ended = false;
  const keep = (chunk: unknown): void => {
    output = (output + String(chunk)).slice(-outputCharactersMax);
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const end = new Promise<void>((resolve) => {
    const finish = (): void => {
      ended = true;
      resolve();
    };
    child.once('exit', finish);
    child.once('error', (error) => {
      keep(error.message);
      finish();
    });
  });
  return {
    output: () => output,
    get ended() {
      return ended;
    },
    end: async (signal, graceMs = 10_000) => {
      if (ended) return;
      signalGroup(child, signal);
      const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
      await end;
      clearTimeout(timer);
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Ended between the check and the signal.
  }
}
