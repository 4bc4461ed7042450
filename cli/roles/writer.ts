import { amqpSource } from '../../connectors/amqp/amqp-source.ts';
import type { Source } from '../../connectors/connector.ts';
import type { Channel } from '../../contracts/plan/plan.ts';
import { unroutedChannel } from '../../ingestion/reader/route-to-queue.ts';
import { writeEvents } from './event-writing.ts';
import { queueUrl } from './queue-url.ts';
import {
  eventDatasets,
  type RoleContext,
  type RunRole,
  sensorDatasets,
  streamDatasets,
} from './role.ts';
import { writeSamples } from './sample-writing.ts';

/**
 * Events, and what no stream of either class claims: their quorum queues to raw; acknowledged after
 * COMMIT.
 */
export const writeQueuedEvents: RunRole = async (context) => {
  if (streamDatasets(context.plan).length === 0) return;
  const channels = eventDatasets(context.plan).map(({ channel }) => channel);
  const worker = `${context.instance}-events`;
  const source = fromQueues(worker, [...channels, unroutedChannel], context);
  await writeEvents(source, worker, context);
};

/** Samples: their queues to metrics. */
export const writeQueuedSamples: RunRole = async (context) => {
  const channels = sensorDatasets(context.plan).map(({ channel }) => channel);
  if (channels.length === 0) return;
  const worker = `${context.instance}-samples`;
  await writeSamples(() => fromQueues(worker, channels, context), worker, context);
};

function fromQueues(
  worker: string,
  channels: readonly Channel[],
  { environment, log, counters }: RoleContext,
): Source {
  return amqpSource({
    url: queueUrl(environment),
    name: `tundish ${worker}`,
    queues: channels.map(({ queue }) => queue),
    deadLetterQueues: channels.map(({ deadLetterQueue }) => deadLetterQueue),
    declare: channels,
    log,
    count: (what, n) => counters.add(what, { worker }, n),
  });
}
