import { loadavg } from 'node:os';
import { defaultPumpSettings } from '../../ingestion/pump/settings.ts';
import { createServiceHost, type ServiceHost } from '../support/services/service-host.ts';
import { createTables } from '../support/streams/create-tables.ts';
import { heats } from '../support/streams/heats.ts';
import { countRows, type Measured, queueMessages, runRole } from './setup.ts';

/** What the paths may cost and how close to their narrowest stage they have to come. */
const targets = {
  directCpuMs: 0.075,
  queueCpuMs: 0.13,
  shareOfNarrowestStage: 0.75,
} as const;

const { batchMessages: batch, lanes } = defaultPumpSettings;

export interface BenchLine {
  readonly what: string;
  readonly perSecond: number;
  readonly cpuMsPerMessage: number;
  readonly peakMb: number;
  readonly target?: string;
}

/** Events of 1.5 KB from a kept session to raw rows, directly and through RabbitMQ. */
export async function benchIngestion(
  messages: number,
  say: (line: string) => void,
): Promise<readonly BenchLine[]> {
  const [load = 0] = loadavg();
  const host = createServiceHost({ environment: process.env, durable: true, say });
  try {
    say('raw insert alone …');
    const insert = await insertAlone(host, messages, lanes);
    const connection = await insertAlone(host, messages, 1);
    say('MQTT → raw …');
    const direct = await directPath(host, messages);
    say('RabbitMQ publish and confirm alone …');
    const publish = await publishAlone(host, messages);
    say('MQTT → RabbitMQ → raw …');
    const queue = await queuePath(host, messages);
    const narrowest = Math.min(insert.perSecond, publish.perSecond);
    return [
      line('raw insert alone', insert),
      line('raw insert, 1 connection', connection),
      judged('MQTT → raw', direct, insert.perSecond, targets.directCpuMs, load),
      line('RabbitMQ publish alone', publish),
      line('reader: MQTT → RabbitMQ', queue.reader),
      line('writer: RabbitMQ → raw', queue.writer),
      judged(
        'MQTT → RabbitMQ → raw',
        {
          ...queue.writer,
          cpuMsPerMessage: queue.reader.cpuMsPerMessage + queue.writer.cpuMsPerMessage,
          peakMb: Math.max(queue.reader.peakMb, queue.writer.peakMb),
        },
        narrowest,
        targets.queueCpuMs,
        load,
      ),
    ];
  } finally {
    await host.stop();
  }
}

const datasets = [heats];
const payloads = new URL('../support/streams/heats.ts', import.meta.url).href;

async function insertAlone(
  host: ServiceHost,
  messages: number,
  connections: number,
): Promise<Measured> {
  const storeUrl = await host.database('PostgreSQL 15');
  await createTables(storeUrl, datasets);
  return runRole('raw-alone', {
    storeUrl,
    messages,
    batch,
    lanes: connections,
    datasets,
    payloads,
  });
}

async function directPath(host: ServiceHost, messages: number): Promise<Measured> {
  const { url: mqttUrl } = await host.broker({});
  const storeUrl = await host.database('PostgreSQL 15');
  await createTables(storeUrl, datasets);
  await queueMessages(mqttUrl, 'bench', heats.channel.topicFilters, messages);
  const measured = await runRole('direct', {
    storeUrl,
    mqttUrl,
    clientId: 'bench',
    filters: heats.channel.topicFilters,
    messages,
    lanes,
    datasets,
  });
  await checkRows(storeUrl, messages);
  return measured;
}

async function publishAlone(host: ServiceHost, messages: number): Promise<Measured> {
  const { url: amqpUrl } = await host.vhost();
  return runRole('publish-alone', {
    amqpUrl,
    messages,
    batch,
    lanes,
    datasets,
    payloads,
  });
}

async function queuePath(
  host: ServiceHost,
  messages: number,
): Promise<{ readonly reader: Measured; readonly writer: Measured }> {
  const { url: mqttUrl } = await host.broker({});
  const { url: amqpUrl } = await host.vhost();
  const storeUrl = await host.database('PostgreSQL 15');
  await createTables(storeUrl, datasets);
  await queueMessages(mqttUrl, 'bench', heats.channel.topicFilters, messages);
  const task = { amqpUrl, storeUrl, mqttUrl, messages, datasets, lanes };
  const [reader, writer] = await Promise.all([
    runRole('reader', {
      ...task,
      clientId: 'bench',
      filters: heats.channel.topicFilters,
    }),
    runRole('writer', task),
  ]);
  await checkRows(storeUrl, messages);
  return { reader, writer };
}

/** A rate of a path that lost something would be worth nothing. */
async function checkRows(storeUrl: string, messages: number): Promise<void> {
  const rows = await countRows(storeUrl, 'raw.caster_heat');
  if (rows !== messages) throw new Error(`${messages} messages sent, ${rows} rows stored`);
}

function line(what: string, measured: Measured): BenchLine {
  const { perSecond, cpuMsPerMessage, peakMb } = measured;
  return { what, perSecond, cpuMsPerMessage, peakMb };
}

function judged(
  what: string,
  measured: Measured,
  narrowest: number,
  cpuMs: number,
  load: number,
): BenchLine {
  const share = measured.perSecond / narrowest;
  const cpuMet = measured.cpuMsPerMessage <= cpuMs;
  const shareMet = share >= targets.shareOfNarrowestStage;
  const percent = (part: number): string => `${(part * 100).toFixed(0)} %`;
  return {
    ...line(what, measured),
    target: `CPU at most ${cpuMs} ms ${cpuMet ? 'met' : 'MISSED'}; ${percent(share)} of its narrowest stage, ${percent(targets.shareOfNarrowestStage)} wanted, ${shareMet ? 'met' : 'MISSED'} (load before: ${load.toFixed(1)})`,
  };
}
