import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The variable through which test files find the service host of their run. */
export const hostVariable = 'TUNDISH_TEST_SERVICE_HOST';

export interface RunningHost {
  /** What ran, one line per service with its version. */
  report(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/**
 * Starts the process that owns the services and makes it known to this process and its children.
 * `all` starts every service at once; otherwise each starts when a test first asks for it.
 */
export async function startHost(options: {
  readonly all?: boolean;
  readonly durable?: boolean;
}): Promise<RunningHost> {
  const root = join(import.meta.dirname, '../../..');
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'host-process.ts')],
    {
      cwd: root,
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        ...(options.all === true ? { TUNDISH_TEST_SERVICES: 'all' } : {}),
        ...(options.durable === true ? { TUNDISH_TEST_DURABLE: 'true' } : {}),
      },
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve)),
    ended.then(() => Promise.reject(new Error('The host of the test services did not start.'))),
  ]);
  process.env[hostVariable] = line;
  const { url } = JSON.parse(line) as { url: string };
  return {
    report: async () => (await fetch(`${url}/report`)).json() as Promise<readonly string[]>,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
