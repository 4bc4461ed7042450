/*
 * npm run prove real-input
 *
 * Public plant data over MQTT and RabbitMQ into the stores, compared with sums that a script of its
 * own computes from the files: counts and decimals per day, per fault class, per run and tag.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { mosquitto, postgres15, postgres18, rabbitmq } from '../support/services/services.ts';
import { startHost } from '../support/services/start-host.ts';
import {
  type Comparison,
  compare,
  countRows,
  type Group,
  readStores,
} from './real-input/compare.ts';
import { publish } from './real-input/publish.ts';
import { energyMessages, plateMessages, processMessages } from './real-input/replay-messages.ts';

const root = join(import.meta.dirname, '../..');
const conformance = process.env.TUNDISH_CONFORMANCE;
if (conformance === undefined) {
  process.stderr.write(
    'Set TUNDISH_CONFORMANCE to the folder that holds data/plant (the public data sets).\n',
  );
  process.exit(3);
}
const data = join(conformance, 'data/plant');
const deadlineMs = 300_000;

const host = await startHost({ all: true });
const plant = mkdtempSync(join(tmpdir(), 'tundish-real-input-'));
try {
  cpSync(join(root, 'test/plants/conformance'), plant, { recursive: true });
  process.exitCode = await prove();
} finally {
  rmSync(plant, { recursive: true, force: true });
  await host.stop();
}

async function prove(): Promise<number> {
  const [database, broker, queue] = await Promise.all([
    postgres15().then(async (found) => found ?? postgres18()),
    mosquitto(),
    rabbitmq(),
  ]);
  if (database === undefined || broker === undefined || queue === undefined) {
    process.stderr.write('This proof needs PostgreSQL, Mosquitto and RabbitMQ.\n');
    return 3;
  }
  const environment = {
    ...process.env,
    CONFORMANCE_DATABASE_URL: database.url,
    CONFORMANCE_MQTT_URL: broker.url,
    CONFORMANCE_AMQP_URL: queue.url,
  };
  const expected = independentSums();
  const tundish = [join(root, 'dist/cli/main.js')];
  const applied = spawnSync(process.execPath, [...tundish, 'apply', 'queue'], {
    cwd: plant,
    env: environment,
    stdio: ['ignore', 'ignore', 2],
  });
  if (applied.status !== 0) return applied.status ?? 1;
  const running = spawn(process.execPath, [...tundish, 'run', 'all', 'queue'], {
    cwd: plant,
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number>((resolve) =>
    running.once('exit', (code) => resolve(code ?? 1)),
  );
  const client = new pg.Client({ connectionString: database.url });
  try {
    await Promise.race([
      subscribed(running.stderr),
      ended.then((code) => Promise.reject(new Error(`tundish run all ended with ${code}`))),
    ]);
    const started = Date.now();
    const messages = [...energyMessages(data), ...plateMessages(data), ...processMessages(data)];
    await publish(broker.url, messages);
    const sentMs = Date.now() - started;
    await client.connect();
    const found = await settled(client, expected);
    const comparison = compare(expected, found);
    const inStoresMs = Date.now() - started;
    const counts = await countRows(client);
    print(comparison, counts);
    process.stdout.write(
      `${messages.length} messages through MQTT and RabbitMQ: sent in ${seconds(sentMs)}, in the stores after ${seconds(inStoresMs)}; ${(await host.report()).join(', ')}\n`,
    );
    const equal = comparison.every(
      (row) =>
        row.groups > 0 &&
        row.different === 0 &&
        Object.values(counts[row.set] ?? {}).every((count) => count === String(row.records)),
    );
    return equal ? 0 : 1;
  } finally {
    running.kill('SIGTERM');
    await ended;
    await client.end();
  }
}

function independentSums(): readonly Group[] {
  const script = join(root, 'test/prove/real-input/expected.mjs');
  const { status, stdout } = spawnSync(process.execPath, [script, data], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error('The independent count failed.');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Group);
}

/** Resolves when both sessions, of events and of samples, are subscribed; passes warnings on. */
function subscribed(log: NodeJS.ReadableStream): Promise<void> {
  let sessions = 0;
  return new Promise((resolve) => {
    createInterface(log).on('line', (line) => {
      if (line.includes('connected and subscribed') && ++sessions === 2) resolve();
      if (!line.includes('"level":30')) process.stderr.write(`${line}\n`);
    });
  });
}

/** What the stores hold when it equals the expectation or has stopped changing for 15 s. */
async function settled(client: pg.Client, expected: readonly Group[]): Promise<readonly Group[]> {
  const started = Date.now();
  let last = '';
  let changedAt = started;
  for (;;) {
    const found = await readStores(client);
    const text = JSON.stringify(found);
    if (compare(expected, found).every((row) => row.different === 0)) return found;
    if (text !== last) {
      last = text;
      changedAt = Date.now();
    }
    if (Date.now() - changedAt > 15_000 || Date.now() - started > deadlineMs) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function print(
  rows: readonly Comparison[],
  counts: Readonly<Record<string, Readonly<Record<string, string>>>>,
): void {
  const table = rows.map((row) => [
    row.set,
    String(row.records),
    Object.entries(counts[row.set] ?? {})
      .map(([store, count]) => `${store} ${count}`)
      .join(', '),
    String(row.groups),
    String(row.figures),
    row.different === 0 ? 'equal to the last digit' : `${row.different} DIFFER`,
  ]);
  const head = ['data set', 'in the files', 'in the stores', 'groups', 'figures', 'sums'];
  const widths = head.map((text, column) =>
    Math.max(text.length, ...table.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of [head, ...table]) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
  }
  for (const example of rows.flatMap((row) => row.examples)) process.stdout.write(`  ${example}\n`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
