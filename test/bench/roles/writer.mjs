// The writer as a process of its own: RabbitMQ → raw.
import { amqpSource } from '../../../dist/connectors/amqp/amqp-source.js';
import { postgresStore } from '../../../dist/connectors/postgres/postgres-store.js';
import { pump } from '../../../dist/ingestion/pump/pump.js';
import { eventRouter } from '../../../dist/ingestion/writer/event-streams.js';
import { identifyEvents } from '../../../dist/ingestion/writer/identify.js';
import { rawSink } from '../../../dist/ingestion/writer/raw-sink.js';
import { measure } from './measure.mjs';

const task = JSON.parse(process.env.TUNDISH_BENCH_TASK);
const measured = measure(task.messages);
const stop = new AbortController();
void measured.done.then(() => stop.abort());
const store = postgresStore(task.storeUrl, { poolMax: task.lanes + 1 });
await pump({
  worker: 'bench-writer',
  source: measured.source(
    amqpSource({
      url: task.amqpUrl,
      name: 'bench-writer',
      queues: task.datasets.map(({ channel }) => channel.queue),
      declare: [task.datasets[0].channel],
      window: task.window,
    }),
  ),
  stages: identifyEvents(eventRouter(task.datasets)),
  sink: rawSink({ store, worker: 'bench-writer', counters: measured.counters }),
  settings: { lanes: task.lanes, ...task.settings },
  clock: Date.now,
  signal: stop.signal,
});
await store.close();
process.send(measured.result());
process.disconnect();
