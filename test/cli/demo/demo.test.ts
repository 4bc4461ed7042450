import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `tundish demo` from the sources, with ports of its own. */
function runDemo(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'cli/main.ts', 'demo', '--port', '56329', ...args],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } },
    );
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('the demo', () => {
  it('runs, loses nothing, plays its scenes and ends with books that balance', {
    timeout: 240_000,
  }, async () => {
    const { code, stdout, stderr } = await runDemo('--for', '8', '--seed', '11');
    expect({ code, end: stdout.slice(-4000), stderr: code === 0 ? '' : stderr }).toMatchObject({
      code: 0,
    });
    expect(stdout).toContain('lost 0, duplicates absorbed');
    expect(stdout).toContain('A supplier sends its casting speed as "1,42"');
    expect(stdout).toContain('known before');
    expect(stdout).toContain('Everything adds up.');
    expect(stdout).not.toContain('\u001b');

    const answer = await runDemo(
      '--sql',
      'SELECT count(*) > 2 AS several FROM business.heat_kpi_v1',
    );
    expect(answer.stdout).toBe('several\nt\n(1 row)\n');
  });
});
