// The direct path as a process of its own: MQTT → raw. Runs the compiled code of dist/.
import { mqttEventSource } from '../../../dist/connectors/mqtt/mqtt-event-source.js';
import { postgresStore } from '../../../dist/connectors/postgres/postgres-store.js';
import { pump } from '../../../dist/ingestion/pump/pump.js';
import { eventRouter } from '../../../dist/ingestion/writer/event-streams.js';
import { identifyEvents } from '../../../dist/ingestion/writer/identify.js';
import { rawSink } from '../../../dist/ingestion/writer/raw-sink.js';
import { measure } from './measure.mjs';
import { mqttJsSource } from './mqtt-js-source.mjs';

const task = JSON.parse(process.env.TUNDISH_BENCH_TASK);
const store = postgresStore(task.storeUrl, { poolMax: task.lanes + 1 });
const measured = measure(task.messages);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
void measured.done.then(() => stop.abort());
await pump({
  worker: 'bench-direct',
  source: measured.source(
    (task.mqttJs === true ? mqttJsSource : mqttEventSource)({
      url: task.mqttUrl,
      clientId: task.clientId,
      filters: task.filters,
      window: task.window,
    }),
  ),
  stages: task.noSink === true ? (batch) => batch : identifyEvents(eventRouter(task.datasets)),
  sink:
    task.noSink === true
      ? { write: async () => undefined, close: async () => undefined }
      : rawSink({ store, worker: 'bench-direct', counters: measured.counters }),
  settings: { lanes: task.lanes, ...task.settings },
  clock: Date.now,
  signal: stop.signal,
});
await store.close();
process.send(measured.result());
process.disconnect();
