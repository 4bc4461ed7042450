// The raw insert alone: batches prepared in memory, no broker. The narrowest stage of the chain.
import { postgresStore } from '../../../dist/connectors/postgres/postgres-store.js';
import { eventRouter } from '../../../dist/ingestion/writer/event-streams.js';
import { identifyEvents } from '../../../dist/ingestion/writer/identify.js';
import { rawSink } from '../../../dist/ingestion/writer/raw-sink.js';
import { measure } from './measure.mjs';

const task = JSON.parse(process.env.TUNDISH_BENCH_TASK);
const store = postgresStore(task.storeUrl, { poolMax: task.lanes + 1 });
const measured = measure(task.messages);
const sink = rawSink({ store, worker: 'bench-raw', counters: measured.counters });
const identify = identifyEvents(eventRouter(task.datasets));
await import('tsx');
const { heatReport } = await import(task.payloads);
const batches = [];
for (let at = 0; at < task.messages; at += task.batch) {
  const messages = [];
  for (let n = at; n < Math.min(at + task.batch, task.messages); n += 1) {
    messages.push({
      topic: 'plant/casting/c1/heat/v1',
      body: Buffer.from(heatReport(n)),
      receivedAtMs: Date.now(),
      redelivered: false,
    });
  }
  batches.push(identify(messages));
}
measured.start();
const lane = async () => {
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    await sink.write(batch);
    measured.end(batch.length);
  }
};
await Promise.all(Array.from({ length: task.lanes }, lane));
await store.close();
process.send(measured.result());
process.disconnect();
