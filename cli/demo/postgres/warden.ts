import { spawn } from 'node:child_process';

/**
 * A process that does nothing but wait for the end of this one, however it ends, and then stops
 * PostgreSQL: a demo that was killed leaves no server behind. Returns the way to dismiss it.
 */
export function startWarden(postgresPid: number): () => void {
  // Our end of the pipe is closed by the system when we are gone.
  const watch = `process.stdin.on('end', () => { try { process.kill(${postgresPid}, 'SIGINT') } catch {} }).resume()`;
  const warden = spawn(process.execPath, ['--eval', watch], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  warden.on('error', () => undefined);
  warden.stdin.on('error', () => undefined);
  warden.unref();
  return () => {
    warden.kill('SIGKILL');
  };
}
