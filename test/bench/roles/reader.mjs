// The reader as a process of its own: MQTT → RabbitMQ.
import { amqpSink } from '../../../dist/connectors/amqp/amqp-sink.js';
import { mqttEventSource } from '../../../dist/connectors/mqtt/mqtt-event-source.js';
import { pump } from '../../../dist/ingestion/pump/pump.js';
import { routeToQueue } from '../../../dist/ingestion/reader/route-to-queue.js';
import { measure } from './measure.mjs';

const task = JSON.parse(process.env.TUNDISH_BENCH_TASK);
const measured = measure(task.messages);
const stop = new AbortController();
void measured.done.then(() => stop.abort());
const sink = amqpSink({
  url: task.amqpUrl,
  name: 'bench-reader',
  declare: [task.datasets[0].channel],
});
await pump({
  worker: 'bench-reader',
  source: measured.source(
    mqttEventSource({
      url: task.mqttUrl,
      clientId: task.clientId,
      filters: task.filters,
      window: task.window,
    }),
  ),
  stages: routeToQueue(task.datasets),
  sink,
  settings: task.settings,
  clock: Date.now,
  signal: stop.signal,
});
await sink.close();
process.send(measured.result());
process.disconnect();
