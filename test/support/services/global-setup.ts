import { startHost } from './start-host.ts';

/** Vitest's global set-up: one service host per test run, ended with it. */
export async function setup(): Promise<() => Promise<void>> {
  const host = await startHost({ all: process.env.TUNDISH_TEST_SERVICES === 'all' });
  return async () => {
    try {
      const lines = await host.report();
      if (lines.length > 0) process.stdout.write(`\nReal services: ${lines.join(', ')}\n`);
    } finally {
      await host.stop();
    }
  };
}
