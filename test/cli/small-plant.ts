import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command as up } from '../../cli/commands/up.ts';
import { mqttPublisher } from '../../connectors/mqtt/mqtt-publisher.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { until } from '../support/until.ts';

const folders: string[] = [];
const endings: (() => Promise<unknown>)[] = [];

/** Ends what a test started, and removes its folders. */
export async function cleanUp(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

export interface Servers {
  readonly DATABASE_URL: string;
  readonly MQTT_URL: string;
  readonly AMQP_URL?: string;
}

/** The small plant with an environment `local`. */
export function repository(more = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'tundish up '));
  folders.push(folder);
  cpSync(join(import.meta.dirname, '../plants/small'), folder, { recursive: true });
  mkdirSync(join(folder, 'environments'));
  const stores = ['raw', 'metrics', 'curated', 'business'].map(
    (store) => `  ${store}: \${DATABASE_URL}\n`,
  );
  writeFileSync(
    join(folder, 'environments/local.yaml'),
    `stores:\n${stores.join('')}mqtt:\n  events: \${MQTT_URL}\n  sensors: \${MQTT_URL}\n${more}`,
  );
  return folder;
}

export function start(cwd: string, servers: Servers, ...args: readonly string[]) {
  const stop = new AbortController();
  const out: string[] = [];
  const errors: string[] = [];
  const ended = up.run(['local', '--log', 'text', ...args], {
    cwd,
    env: { ...servers },
    stdout: (text) => out.push(text),
    stderr: (text) => errors.push(text),
    isTerminal: false,
    signal: stop.signal,
  });
  ended.catch(() => undefined);
  endings.push(async () => {
    stop.abort();
    await ended.catch(() => undefined);
  });
  return {
    out: () => out.join(''),
    errors: () => errors.join(''),
    stop: () => {
      stop.abort();
      return ended;
    },
    ended,
    isUp: () => until(() => out.length > 0, 'the plant to be up', 25_000),
  };
}

const heat = (sequence: number): string =>
  JSON.stringify({
    source: 'l2',
    sequence,
    heat_id: `H${String(sequence).padStart(7, '0')}`,
    cast_end: '2026-05-04T06:12:00Z',
    superheat: 24.5,
    chemistry: { c: 0.12 },
  });

const sample = JSON.stringify({
  caster: 'c1',
  strand: 1,
  tag: 'CS_PV',
  time: '2026-05-04T06:12:00Z',
  value: 1.2,
});

export async function sendHeats(url: string, count: number): Promise<void> {
  const publisher = mqttPublisher({ url, clientId: 'test-l2' });
  endings.push(() => publisher.close());
  for (let sequence = 1; sequence <= count; sequence += 1) {
    await publisher.publish('plant/casting/c1/heat/v1', heat(sequence));
  }
  await publisher.publish('plant/casting/c1/strand/v1', sample);
}

export async function count(url: string, view: string): Promise<number> {
  const store = postgresStore(url);
  try {
    const [row] = await store.query({ text: `SELECT count(*)::integer AS n FROM ${view}` });
    return Number(row?.n);
  } finally {
    await store.close();
  }
}
