import { amqpSink } from '../../connectors/amqp/amqp-sink.ts';
import type { Message, RoutedMessage, Source } from '../../connectors/connector.ts';
import type { Channel } from '../../contracts/plan/plan.ts';
import { packMessages } from '../../ingestion/pack.ts';
import { chain, type Stage } from '../../ingestion/pump/stage.ts';
import { routeToQueue, unroutedChannel } from '../../ingestion/reader/route-to-queue.ts';
import { sendInParts } from '../../ingestion/reader/send-in-parts.ts';
import { samplesIn } from '../../ingestion/writer/samples-in.ts';
import { eventsFromMqtt, receivedFromMqtt, samplesFromMqtt } from './mqtt-ends.ts';
import { queueUrl } from './queue-url.ts';
import {
  eventDatasets,
  type RoleContext,
  type RunRole,
  sensorDatasets,
  streamDatasets,
} from './role.ts';
import { runPump } from './run-pump.ts';

/** Events: MQTT to their quorum queues; PUBACK after the broker's confirm. */
export const readEvents: RunRole = async (context) => {
  const channels = eventDatasets(context.plan).map(({ channel }) => channel);
  if (channels.length === 0) return;
  const worker = `${context.instance}-events`;
  const declared = [...channels, unroutedChannel];
  const route = routeToQueue(streamDatasets(context.plan));
  const stages = chain(receivedFromMqtt('event', context), route);
  await read(worker, eventsFromMqtt(worker, context), stages, declared, context);
};

/** Samples: MQTT to their queues, many to a message. */
export const readSamples: RunRole = async (context) => {
  const channels = sensorDatasets(context.plan).map(({ channel }) => channel);
  if (channels.length === 0) return;
  const worker = `${context.instance}-samples`;
  const source = samplesFromMqtt(context, ({ topic, body }, reason) => {
    const stream = streamOf(topic);
    const samples = stream === unroutedChannel.routingKey ? 1 : samplesIn(body);
    context.counters.add('dropped', { stream, reason }, samples);
  });
  const route = routeToQueue(streamDatasets(context.plan));
  const streamOf = (topic: string): string =>
    route([{ topic, body: new Uint8Array(), receivedAtMs: 0, redelivered: false }])[0]
      ?.routingKey ?? unroutedChannel.routingKey;
  const stages = chain(receivedFromMqtt('sensor', context), chain(route, packMessages));
  await read(worker, source, stages, [...channels, unroutedChannel], context);
};

async function read(
  worker: string,
  source: Source,
  stages: Stage<Message, RoutedMessage>,
  declare: readonly Channel[],
  context: RoleContext,
): Promise<void> {
  const { environment, log } = context;
  const sink = sendInParts(
    amqpSink({ url: queueUrl(environment), name: `tundish ${worker}`, declare, log }),
  );
  await runPump({ worker, source, stages, sink }, context);
}
