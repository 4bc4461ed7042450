import { spawn } from 'node:child_process';
import type { Account } from './account.ts';

/** Options of `spawn` for a program of the server's account, in English and away from our group. */
export function programOptions(account: Account | undefined, folder: string) {
  return {
    cwd: folder,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    // Ctrl-C reaches every process of the terminal's group; the server has to outlive the others.
    detached: true,
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  };
}

/** Runs a program to its end; rejects with the last lines that it wrote. */
export function runProgram(
  file: string,
  args: readonly string[],
  account: Account | undefined,
  folder: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...programOptions(account, folder),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (chunk: unknown): void => {
      output = (output + String(chunk)).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${file} ended with ${code}:\n${output.trimEnd()}`));
    });
  });
}
