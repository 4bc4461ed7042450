/*
 * npm run bench check-scale [-- sizes, as 250,500,1000,2000,5000] [-- rounds]
 *
 * Seconds and CPU seconds of `tundish check` over synthetic meshes (8.5 kB per contract with its
 * schema, transform or register; products beside): from nothing, with 50 contracts changed since, and
 * with nothing changed; per contract, so that what grows faster than the plant shows. Writes the plot
 * as check-scale.svg where TUNDISH_BENCH_PLOT names a folder. Beside them datacontract-cli lints a few
 * of the contracts by its API, where TUNDISH_JUDGES names a Python that has it.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedMesh } from '../support/meshes/changed-mesh.ts';
import { syntheticMesh } from '../support/meshes/synthetic-mesh.ts';
import { writeMesh } from '../support/meshes/write-mesh.ts';

const sizes = (process.argv[2] ?? '250,500,1000,2000,5000').split(',').map(Number);
const rounds = Number(process.argv[3] ?? 3);
const program = join(import.meta.dirname, '../../dist/cli/main.js');

interface Cost {
  readonly seconds: number;
  readonly cpu: number;
}

interface Row {
  readonly size: number;
  readonly nothing: Cost;
  readonly changed: Cost;
  readonly same: Cost;
  readonly against?: Cost;
}

/** What the issue of the gate asks for, in seconds on two cores with no other load. */
const most: Readonly<Record<number, { readonly nothing: number; readonly changed: number }>> = {
  1000: { nothing: 6, changed: 2 },
  5000: { nothing: 30, changed: 8 },
};

/** Runs the command and tells what it cost, its threads and children included. */
function run(folder: string, ...args: readonly string[]): Cost {
  const started = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, [program, 'check', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0 && !args.includes('--against')) {
    throw new Error(`check ended with ${status}: ${stderr}${stdout.slice(0, 500)}`);
  }
  const cpu = childSeconds() - cpuBefore;
  return { seconds, cpu };
}

let cpuBefore = 0;

/** CPU of ended children; the clock of the system counts ticks of 10 ms. Zero where there is none. */
function childSeconds(): number {
  try {
    const [, rest = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
    const fields = rest.split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return 0;
  }
}

function least(costs: readonly Cost[]): Cost {
  return {
    seconds: Math.min(...costs.map(({ seconds }) => seconds)),
    cpu: Math.min(...costs.map(({ cpu }) => cpu)),
  };
}

function git(folder: string, ...args: readonly string[]): void {
  const who = ['-c', 'user.name=bench', '-c', 'user.email=bench@mesh.example'];
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'] });
}

function measure(size: number): Row {
  const folder = mkdtempSync(join(tmpdir(), 'tundish-bench-scale-'));
  try {
    const base = syntheticMesh(size, 1);
    writeMesh(folder, base);
    writeFileSync(join(folder, '.gitignore'), '.tundish\n');
    git(folder, 'init', '-q', '-b', 'main');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'base');
    const of = (args: readonly string[], before: (round: number) => void): Cost =>
      least(
        Array.from({ length: rounds }, (_, round) => {
          before(round);
          cpuBefore = childSeconds();
          return run(folder, ...args);
        }),
      );
    const nothing = of([], () => {
      rmSync(join(folder, '.tundish'), { recursive: true, force: true });
    });
    const changed = of([], (round) => writeMesh(folder, changedMesh(base, 50, round + 1)));
    const same = of([], () => undefined);
    const against =
      process.env.TUNDISH_BENCH_AGAINST === undefined
        ? undefined
        : of(['--against', 'main'], (round) =>
            writeMesh(folder, changedMesh(base, 50, round + 50)),
          );
    return { size, nothing, changed, same, ...(against === undefined ? {} : { against }) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const rows: Row[] = [];
process.stdout.write(
  `${cpus().length} cores; the best of ${rounds} rounds; CPU seconds in brackets.\n\n`,
);
process.stdout.write(
  `${'contracts'.padEnd(11)}${['from nothing', '50 changed', 'nothing changed', 'ms per contract'].map((head) => head.padStart(20)).join('')}\n`,
);
for (const size of sizes) {
  const row = measure(size);
  rows.push(row);
  const { nothing, changed, same, against } = row;
  const cell = ({ seconds, cpu }: Cost) =>
    `${seconds.toFixed(2)} s (${cpu.toFixed(1)})`.padStart(20);
  const perContract = ((1000 * nothing.seconds) / size).toFixed(1).padStart(20);
  const limit = most[size];
  const verdict =
    limit === undefined
      ? ''
      : nothing.seconds <= limit.nothing && changed.seconds <= limit.changed
        ? `  within ${limit.nothing} s and ${limit.changed} s`
        : `  MISSED: ${limit.nothing} s and ${limit.changed} s`;
  const more = against === undefined ? '' : `  --against${cell(against)}`;
  process.stdout.write(
    `${String(size).padEnd(11)}${[nothing, changed, same].map(cell).join('')}${perContract}${verdict}${more}\n`,
  );
}
process.stdout.write(`\n${bars(rows)}`);
const plotFolder = process.env.TUNDISH_BENCH_PLOT;
if (plotFolder !== undefined) writeFileSync(join(plotFolder, 'check-scale.svg'), svg(rows));
process.stdout.write(peer());

/** Time over contracts: a straight line through the origin has bars of one slope. */
function bars(measured: readonly Row[]): string {
  const longest = Math.max(...measured.map(({ nothing }) => nothing.seconds));
  const width = (seconds: number) => Math.max(1, Math.round((60 * seconds) / longest));
  return measured
    .flatMap(({ size, nothing, changed }) => [
      `${String(size).padStart(6)} from nothing ${'█'.repeat(width(nothing.seconds))} ${nothing.seconds.toFixed(1)} s`,
      `${''.padStart(6)} 50 changed   ${'░'.repeat(width(changed.seconds))} ${changed.seconds.toFixed(1)} s`,
    ])
    .map((line) => `${line}\n`)
    .join('');
}

function svg(measured: readonly Row[]): string {
  const [width, height, edge] = [640, 400, 50];
  const across = Math.max(...measured.map(({ size }) => size));
  const up = Math.max(...measured.map(({ nothing }) => nothing.seconds)) * 1.1;
  const x = (size: number) => (edge + ((width - 2 * edge) * size) / across).toFixed(1);
  const y = (seconds: number) => (height - edge - ((height - 2 * edge) * seconds) / up).toFixed(1);
  const line = (name: string, colour: string, of: (row: Row) => number) => {
    const points = measured.map((row) => `${x(row.size)},${y(of(row))}`).join(' ');
    const dots = measured
      .map(
        (row) =>
          `<circle cx="${x(row.size)}" cy="${y(of(row))}" r="3" fill="${colour}"><title>${row.size} contracts: ${of(row).toFixed(2)} s</title></circle>`,
      )
      .join('');
    const last = measured.at(-1);
    const label =
      last === undefined
        ? ''
        : `<text x="${Number(x(last.size)) - 4}" y="${Number(y(of(last))) - 8}" text-anchor="end" fill="${colour}">${name}</text>`;
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}${label}`;
  };
  const ticks = measured
    .map(
      ({ size }) =>
        `<text x="${x(size)}" y="${height - edge + 18}" text-anchor="middle">${size}</text>`,
    )
    .join('');
  const levels = [0, 0.25, 0.5, 0.75, 1]
    .map((part) => part * up)
    .map(
      (seconds) =>
        `<line x1="${edge}" x2="${width - edge}" y1="${y(seconds)}" y2="${y(seconds)}" stroke="#ddd"/><text x="${edge - 6}" y="${y(seconds)}" text-anchor="end">${seconds.toFixed(0)} s</text>`,
    )
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">${levels}${ticks}<text x="${width / 2}" y="${height - 8}" text-anchor="middle">contracts</text>${line('from nothing', '#b34000', ({ nothing }) => nothing.seconds)}${line('50 changed', '#00589c', ({ changed }) => changed.seconds)}</svg>\n`;
}

/** datacontract-cli's own lint of some contracts, in one process of Python, beside ours of the same. */
function peer(): string {
  const python = process.env.TUNDISH_JUDGES;
  if (python === undefined || !existsSync(python)) {
    return '\nskipped: datacontract-cli (TUNDISH_JUDGES names no Python)\n';
  }
  const folder = mkdtempSync(join(tmpdir(), 'tundish-bench-peer-'));
  try {
    const mesh = syntheticMesh(12, 1);
    writeMesh(folder, mesh);
    const contracts = Object.keys(mesh).filter((path) => path.endsWith('.odcs.yaml'));
    const script = join(folder, 'lint.py');
    writeFileSync(
      script,
      `import sys, time
from datacontract.data_contract import DataContract
first = time.perf_counter()
DataContract(data_contract_file=sys.argv[1]).lint()
started = time.perf_counter()
for path in sys.argv[1:]:
    DataContract(data_contract_file=path).lint()
print((time.perf_counter() - started) / len(sys.argv[1:]))
`,
    );
    const asked = spawnSync(python, [script, ...contracts], { cwd: folder, encoding: 'utf8' });
    const theirs = Number(asked.stdout.trim().split('\n').at(-1));
    if (asked.status !== 0 || !Number.isFinite(theirs)) {
      return '\nskipped: datacontract-cli (this Python does not have it)\n';
    }
    const ours = run(folder, '--no-cache').seconds / contracts.length;
    const last = rows.at(-1);
    const atScale = last === undefined ? Number.NaN : last.nothing.seconds / last.size;
    return `
lint of one contract: datacontract-cli ${(1000 * theirs).toFixed(0)} ms by its API (${contracts.length} contracts, warmed up); tundish ${(1000 * ours).toFixed(0)} ms as a process over the same ${contracts.length}, ${(1000 * atScale).toFixed(1)} ms in a plant of ${last?.size}: ${(theirs / atScale).toFixed(0)} times
`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
