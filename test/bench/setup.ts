import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { mqttEventSource } from '../../connectors/mqtt/mqtt-event-source.ts';
import { mqttPublisher } from '../../connectors/mqtt/mqtt-publisher.ts';
import { heatReport } from '../support/streams/heats.ts';

/** What a measured process says when it has done its part. */
export interface Measured {
  readonly messages: number;
  readonly perSecond: number;
  readonly cpuMsPerMessage: number;
  readonly peakMb: number;
  readonly totals: Readonly<Record<string, number>>;
}

/** Runs one role of `roles/` on the compiled code; resolves with what it measured. */
export function runRole(role: string, task: object): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL(`roles/${role}.mjs`, import.meta.url)), [], {
      env: { ...process.env, TUNDISH_BENCH_TASK: JSON.stringify(task) },
      execArgv: (process.env.TUNDISH_BENCH_NODE_OPTIONS ?? '').split(' ').filter(Boolean),
    });
    child.once('message', (message) => resolve(message as Measured));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${role} ended with ${code} and no result`)));
  });
}

export async function countRows(url: string, table: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(`SELECT count(*)::integer AS n FROM ${table}`);
  await client.end();
  return rows[0].n;
}

/** Opens a kept session for the client and queues messages in it. */
export async function queueMessages(
  url: string,
  clientId: string,
  filters: readonly string[],
  messages: number,
): Promise<void> {
  const session = mqttEventSource({ url, clientId, filters });
  await session.start(() => undefined);
  await session.stop();
  const publisher = mqttPublisher({ url, clientId: `${clientId}-publisher`, window: 900 });
  const sent: Promise<void>[] = [];
  for (let sequence = 0; sequence < messages; sequence += 1) {
    sent.push(publisher.publish('plant/casting/c1/heat/v1', heatReport(sequence)));
    if (sent.length === 2_000) await Promise.all(sent.splice(0));
  }
  await Promise.all(sent);
  await publisher.close();
}
