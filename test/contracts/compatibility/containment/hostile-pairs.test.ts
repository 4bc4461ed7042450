import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostilePairs } from './hostile-pairs.ts';

interface Line {
  readonly name: string;
  readonly verdict: string;
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly reason: string;
}

it('a pair that is written to be slow or large ends within a second and 300 MB', () => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      'tsx',
      '--max-old-space-size=160',
      join(import.meta.dirname, '../../../prove/hostile-pairs.ts'),
    ],
    { encoding: 'utf8', maxBuffer: 1e8 },
  );
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  for (const { name, verdict, milliseconds, megabytes, reason } of lines) {
    console.log(
      `${name.padEnd(45)}${verdict.padEnd(15)}${String(milliseconds).padStart(4)} ms ${megabytes} MB  ${reason.slice(0, 70)}`,
    );
  }
  expect(
    lines.map(({ name }) => name),
    stderr.slice(-500),
  ).toEqual(hostilePairs().map(({ name }) => name));
  const tooMuch = lines.filter(
    ({ milliseconds, megabytes }) => milliseconds > 1_000 || megabytes > 300,
  );
  expect(tooMuch).toEqual([]);
}, 120_000);
