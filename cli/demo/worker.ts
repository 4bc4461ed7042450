import { once } from 'node:events';
import { mqttEventSource } from '../../connectors/mqtt/mqtt-event-source.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { Validate } from '../../contracts/generate/validator/violation.ts';
import type { EventDatasetPlan, Plan } from '../../contracts/plan/plan.ts';
import type { Counters } from '../../ingestion/counters.ts';
import { businessStep } from '../../ingestion/etl/business-step.ts';
import { curatedStep } from '../../ingestion/etl/curated-step.ts';
import { computedInOrder } from '../../ingestion/etl/dependency-order.ts';
import { pump } from '../../ingestion/pump/pump.ts';
import { eventRouter } from '../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../ingestion/writer/identify.ts';
import { rawSink } from '../../ingestion/writer/raw-sink.ts';
import { loadPlan, loadValidator } from '../runtime/built-plant.ts';
import { processLog } from '../runtime/log.ts';
import { prometheusCounters, serveMetrics } from '../runtime/metrics.ts';
import type { WorkerOrder } from './worker-order.ts';

// One process of the demo's platform. Its order comes as the first message; it ends with SIGTERM,
// or when the demo is gone.
const [order] = (await once(process, 'message')) as [WorkerOrder];
const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
process.once('disconnect', () => {
  if (order.role === 'etl') stopPostgres(order.postgresPid);
  process.exit(1);
});
const plan = await loadPlan(order.build);
const { counters, registry } = prometheusCounters(order.role);
const metrics = await serveMetrics(registry, order.metricsPort);
const work =
  order.role === 'writer' ? write(order, plan, counters) : transform(order, plan, counters);
process.send?.('ready');
await work;
await metrics.close();
process.exit(0);

function isEvent(dataset: Plan['datasets'][number]): dataset is EventDatasetPlan {
  return dataset.kind === 'event';
}

/** MQTT to raw and metrics. */
async function write(
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
      clientId: 'tundish-writer-events',
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
