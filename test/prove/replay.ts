/*
 * npm run prove replay [-- --megabytes 200 --most-rss 400]
 *
 * Replays a generated CSV file to a broker as `tundish replay` does, in a process of its own whose
 * memory is sampled. Every line that the contract takes arrives once, every other one is counted
 * with its line number, and memory does not grow with the file.
 */
import { spawn } from 'node:child_process';
import { cpSync, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { mqttEventSource } from '../../connectors/mqtt/mqtt-event-source.ts';
import { mosquitto } from '../support/services/services.ts';
import { startHost } from '../support/services/start-host.ts';
import { until } from '../support/until.ts';

const { values } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '200' },
    'most-rss': { type: 'string', default: '400' },
  },
});
const REFUSED_EVERY = 1_000;
const root = join(import.meta.dirname, '../..');
const host = await startHost({ all: false });
const folder = mkdtempSync(join(tmpdir(), 'tundish-prove-replay-'));
try {
  process.exitCode = await prove();
} finally {
  rmSync(folder, { recursive: true, force: true });
  await host.stop();
}

async function prove(): Promise<number> {
  const broker = await mosquitto();
  if (broker === undefined) {
    process.stderr.write('Mosquitto is missing: see test/support/services.\n');
    return 3;
  }
  await preparePlant(broker.url);
  const file = join(folder, 'heats.csv');
  const lines = await generate(file, Number(values.megabytes) * 1_000_000);
  const refused = Math.floor(lines / REFUSED_EVERY);
  const arrived = new Set<number>();
  let messages = 0;
  const source = mqttEventSource({
    url: broker.url,
    clientId: 'prove-replay',
    filters: ['plant/casting/+/heat/v1'],
  });
  await source.start((delivery) => {
    messages += 1;
    arrived.add(
      Number(/"sequence":(\d+)/.exec(Buffer.from(delivery.message.body).toString())?.[1]),
    );
    setImmediate(() => source.settle([delivery]));
  });
  const startedMs = Date.now();
  const { code, out, rss } = await replay(file);
  const seconds = (Date.now() - startedMs) / 1000;
  await until(() => arrived.size >= lines - refused, 'what was sent', 60_000).catch(
    () => undefined,
  );
  await source.pause();
  await source.stop();
  // The first quarter is the warming up of a Node process.
  const quarter = Math.floor(rss.length / 4);
  const early = Math.max(...rss.slice(quarter, 2 * quarter));
  const late = Math.max(...rss.slice(3 * quarter));
  const verdicts: readonly (readonly [string, boolean])[] = [
    [`exit code ${code} for some refused lines`, code === 1],
    [
      `${arrived.size} of ${lines - refused} lines arrived, in ${messages} messages`,
      arrived.size === lines - refused,
    ],
    [`${refused} refused lines are counted`, out.includes(`refused  ${grouped(refused)} before`)],
    [`the first is named by its line`, out.includes(`line ${REFUSED_EVERY + 1}: /superheat`)],
    [
      `memory at most ${Math.max(...rss)} MB (${early} MB in the second quarter, ${late} MB in the last)`,
      Math.max(...rss) < Number(values['most-rss']) && late < 1.25 * early,
    ],
  ];
  process.stdout.write(
    `${out}\n${(statSync(file).size / 1_000_000).toFixed(0)} MB in ${seconds.toFixed(0)} s, ${grouped(Math.round(lines / seconds))} lines/s\n`,
  );
  for (const [text, holds] of verdicts)
    process.stdout.write(`${holds ? 'ok    ' : 'FAILED'} ${text}\n`);
  return verdicts.every(([, holds]) => holds) ? 0 : 1;
}

async function preparePlant(mqtt: string): Promise<void> {
  cpSync(join(root, 'test/plants/small'), folder, { recursive: true });
  const url = 'postgresql://127.0.0.1:1/none';
  await mkdir(join(folder, 'environments'));
  await writeFile(
    join(folder, 'environments/local.yaml'),
    `stores: {raw: "${url}", metrics: "${url}", curated: "${url}", business: "${url}"}\nmqtt: {events: "${mqtt}", sensors: "${mqtt}"}\n`,
  );
}

/** Every thousandth line has a text where a number belongs. Resolves with the number of lines. */
async function generate(path: string, bytes: number): Promise<number> {
  const file = createWriteStream(path);
  file.write('source,sequence,heat_id,cast_end,superheat,chemistry.c,remark\n');
  let line = 0;
  for (let written = 0; written < bytes; ) {
    let block = '';
    while (block.length < 1_000_000) {
      line += 1;
      const superheat = line % REFUSED_EVERY === 0 ? '"24,5"' : `${20 + (line % 10)}.50`;
      block += `l2,${line},H${String(line % 10_000_000).padStart(7, '0')},2026-05-04T06:12:00Z,${superheat},0.${line % 1000},"a remark, number ${line}, of some length as people write them"\n`;
    }
    written += block.length;
    if (!file.write(block))
      await new Promise((resolve) => file.once('drain', () => resolve(undefined)));
  }
  file.end();
  await finished(file);
  return line;
}

/** The command as people run it; its resident memory in MB, five times a second. */
async function replay(
  file: string,
): Promise<{ code: number; out: string; rss: readonly number[] }> {
  const child = spawn(
    process.execPath,
    [join(root, 'dist/cli/main.js'), 'replay', file, '--stream', 'heat', '--topic', 'caster=c1'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const rss: number[] = [];
  const sampling = setInterval(() => rss.push(residentMegabytes(child.pid)), 200);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const code = await new Promise<number>((resolve) =>
    child.once('close', (code) => resolve(code ?? 1)),
  );
  clearInterval(sampling);
  return { code, out, rss: rss.filter((megabytes) => megabytes > 0) };
}

function residentMegabytes(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
