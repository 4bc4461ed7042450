import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Times `tundish check` on the example mesh: from a cold start, and with the cache after one changed
 * file, each beside a Node that does nothing, in the same run. Takes the median of N rounds.
 */
const rounds = Number(process.argv[2] ?? 9);
const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'tundish-bench-check-'));
for (const name of ['plant.yaml', 'products', 'generated', 'environments', 'calendars']) {
  if (existsSync(join(root, name)))
    cpSync(join(root, name), join(folder, name), { recursive: true });
}
const heat = 'products/casting/heat';

const rows: readonly {
  what: string;
  before?: () => void;
  args: readonly string[];
  most?: number;
}[] = [
  { what: 'node -e 0', args: ['-e', '0'] },
  { what: 'check, no cache', args: [program, 'check', '--no-cache'], most: 1.5 },
  {
    what: 'check, empty cache',
    before: () => rmSync(join(folder, '.tundish'), { recursive: true, force: true }),
    args: [program, 'check'],
    most: 1.5,
  },
  { what: 'check, nothing changed', args: [program, 'check'], most: 0.6 },
  changed('contract', `${heat}/heat.v1.odcs.yaml`, '\n# again'),
  changed('schema', `${heat}/heat.v1.schema.json`, ' '),
  changed('transform', 'products/casting/heat_kpi/heat_kpi.sql', '\n-- again'),
  changed('tag register', 'products/casting/strand/tags.csv', '\n'),
];

function changed(what: string, file: string, text: string) {
  const before = () => appendFileSync(join(folder, file), text);
  return { what: `check, a ${what} changed`, before, args: [program, 'check'], most: 0.6 };
}

const seconds = new Map<string, number[]>();
for (let round = 0; round < rounds; round += 1) {
  for (const { what, before, args } of rows) {
    before?.();
    const started = performance.now();
    const { status } = spawnSync(process.execPath, args, { cwd: folder });
    if (status !== 0) throw new Error(`${what} ended with ${status}`);
    seconds.set(what, [...(seconds.get(what) ?? []), (performance.now() - started) / 1000]);
  }
}
rmSync(folder, { recursive: true, force: true });

const times = rows.map(({ what, most }) => {
  const sorted = [...(seconds.get(what) ?? [])].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return { what, most, median, best: sorted[0] ?? Number.NaN };
});
const idle = times[0]?.median ?? Number.NaN;

process.stdout.write(
  `\n${rounds} rounds. Other load on the machine slows all rows alike: compare\n`,
);
process.stdout.write('with the first row, which takes 0.04 to 0.08 s where there is none.\n\n');
process.stdout.write(
  `${'what'.padEnd(32)}${'median s'.padStart(10)}${'best s'.padStart(10)}${'x node'.padStart(9)}\n`,
);
for (const { what, most, median, best } of times) {
  const verdict =
    most === undefined ? '' : median < most ? `  below ${most} s` : `  MISSED: ${most} s`;
  process.stdout.write(
    `${what.padEnd(32)}${median.toFixed(2).padStart(10)}${best.toFixed(2).padStart(10)}${(median / idle).toFixed(1).padStart(9)}${verdict}\n`,
  );
}
