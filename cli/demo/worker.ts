import { once } from 'node:events';
import { mqttEventSource } from '../../connectors/mqtt/mqtt-event-source.ts';
import { mqttSensorSource } from '../../connectors/mqtt/mqtt-sensor-source.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { Validate } from '../../contracts/generate/validator/violation.ts';
import type { EventDatasetPlan, Plan, SensorDatasetPlan } from '../../contracts/plan/plan.ts';
import type { Counters } from '../../ingestion/counters.ts';
import { businessStep } from '../../ingestion/etl/business-step.ts';
import { curatedStep } from '../../ingestion/etl/curated-step.ts';
import { computedInOrder } from '../../ingestion/etl/dependency-order.ts';
import { pump } from '../../ingestion/pump/pump.ts';
import { DropLedger } from '../../ingestion/writer/drop-ledger.ts';
import { eventRouter } from '../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../ingestion/writer/identify.ts';
import { metricsSink } from '../../ingestion/writer/metrics-sink.ts';
import { rawSink } from '../../ingestion/writer/raw-sink.ts';
import { readSamples } from '../../ingestion/writer/read-samples.ts';
import { sensorRouter } from '../../ingestion/writer/sensor-streams.ts';
import { loadPlan, loadValidator } from '../runtime/built-plant.ts';
import { processLog } from '../runtime/log.ts';
import { prometheusCounters, serveMetrics } from '../runtime/metrics.ts';
import { eventClientId, type WorkerOrder } from './worker-order.ts';

// One process of the demo's platform. Its order comes as the first message; it ends with SIGTERM,
// or when the demo is gone.
const [order] = (await once(process, 'message')) as [WorkerOrder];
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
process.once('disconnect', () => {
  if (order.role === 'platform') stopPostgres(order.postgresPid);
  process.exit(1);
});
const plan = await loadPlan(order.build);
const { counters, registry } = prometheusCounters(order.role);
const metrics = await serveMetrics(registry, order.metricsPort);
const work =
  order.role === 'writer'
    ? writeEvents(order, plan, counters)
    : Promise.all([writeSamples(order, plan, counters), transform(order, plan, counters)]);
process.send?.('ready');
await work;
await metrics.close();
process.exit(0);

function isEvent(dataset: Plan['datasets'][number]): dataset is EventDatasetPlan {
  return dataset.kind === 'event';
}

function isSensor(dataset: Plan['datasets'][number]): dataset is SensorDatasetPlan {
  return dataset.kind === 'sensor';
}

/** Events: MQTT to raw. */
async function writeEvents(
  { databaseUrl, mqttUrl }: WorkerOrder,
  { datasets }: Plan,
  counters: Counters,
): Promise<void> {
  const events = datasets.filter(isEvent);
  const log = processLog('writer', process.env);
  const sink = rawSink({
    store: postgresStore(databaseUrl, { applicationName: 'tundish writer' }),
    worker: 'writer',
    counters,
  });
  await pump({
    worker: 'writer',
    source: mqttEventSource({
      url: mqttUrl,
      clientId: eventClientId,
      filters: events.flatMap(({ channel }) => channel.topicFilters),
      log,
      count: (what, n) => counters.add(what, { worker: 'writer' }, n),
    }),
    stages: identifyEvents(eventRouter(events)),
    sink,
    clock: Date.now,
    log,
    counters,
    signal: stopping.signal,
  });
  await sink.close();
}

/** Sensors: MQTT to metrics. */
async function writeSamples(
  { databaseUrl, mqttUrl, build }: WorkerOrder,
  { datasets }: Plan,
  counters: Counters,
): Promise<void> {
  const sensors = datasets.filter(isSensor);
  const log = processLog('sensors', process.env);
  const validators = new Map(
    await Promise.all(
      sensors
        .flatMap(({ majors }) => majors)
        .map(
          async ({ validator }) => [validator.name, await loadValidator(build, validator)] as const,
        ),
    ),
  );
  const routeOf = sensorRouter(sensors, ({ name }) => {
    const validate = validators.get(name);
    if (validate === undefined) throw new Error(`validator ${name} was not loaded`);
    return validate;
  });
  const drops = new DropLedger();
  const sink = metricsSink({
    store: postgresStore(databaseUrl, { applicationName: 'tundish sensors' }),
    worker: 'sensors',
    counters,
    drops,
  });
  await pump({
    worker: 'sensors',
    source: mqttSensorSource({
      url: mqttUrl,
      clientId: 'tundish-sensors',
      filters: sensors.flatMap(({ channel }) => channel.topicFilters),
      onDrop: ({ topic }, reason) => drops.add(routeOf(topic)?.stream ?? 'unrouted', reason, 1),
      log,
    }),
    stages: readSamples(routeOf),
    sink,
    clock: Date.now,
    log,
    counters,
    signal: stopping.signal,
  });
  await sink.close();
}

/** Raw to curated, curated and metrics to business. */
async function transform(order: WorkerOrder, plan: Plan, counters: Counters): Promise<void> {
  const log = processLog('etl', process.env);
  const store = postgresStore(order.databaseUrl, { applicationName: 'tundish etl', poolMax: 8 });
  const curated = plan.datasets.filter(isEvent).map(async (dataset) => {
    const validators = await validatorsOf(dataset, order.build);
    return curatedStep({
      plan: dataset,
      raw: store,
      curated: store,
      validators: (major) => validators.get(major),
      log,
      counters,
    });
  });
  const business = computedInOrder(plan).map((dataset) =>
    businessStep({ dataset, plan, business: store, log, counters }),
  );
  const steps = [...(await Promise.all(curated)), ...business];
  await Promise.all(steps.map((step) => step.run(stopping.signal)));
  await store.close();
}

async function validatorsOf(
  dataset: EventDatasetPlan,
  build: string,
): Promise<ReadonlyMap<number, Validate>> {
  const entries = dataset.majors.map(
    async ({ major, validator }) => [major, await loadValidator(build, validator)] as const,
  );
  return new Map(await Promise.all(entries));
}

function stopPostgres(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It has ended already.
  }
}
