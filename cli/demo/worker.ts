import { once } from 'node:events';
import { computeBusiness, curate } from '../roles/etl.ts';
import { pumpEvents, pumpSamples } from '../roles/pump.ts';
import type { RunRole } from '../roles/role.ts';
import { loadPlan } from '../runtime/built-plant.ts';
import { processLog } from '../runtime/log.ts';
import { prometheusCounters, serveMetrics } from '../runtime/metrics.ts';
import { runModels } from './models/run-models.ts';
import { instance, type WorkerOrder } from './worker-order.ts';

// One process of the demo. Its order comes as the first message; it ends with SIGTERM,
// or when the demo is gone.
const loopsOf: Readonly<Record<WorkerOrder['role'], readonly RunRole[]>> = {
  writer: [pumpEvents],
  platform: [pumpSamples, curate, computeBusiness],
  models: [
    (context) =>
      runModels(context, (stream, units) => process.send?.({ published: stream, units })),
  ],
};

const stopping = new AbortController();
process.once('SIGTERM', () => stopping.abort());
process.once('disconnect', () => process.exit(1));
// The demo may have gone while this module was loading.
if (!process.connected) process.exit(1);
const [order] = (await once(process, 'message')) as [WorkerOrder];
const { counters, registry } = prometheusCounters(order.role);
const metrics = await serveMetrics(registry, order.metricsPort);
const context = {
  plan: await loadPlan(order.build),
  build: order.build,
  environment: order.environment,
  instance,
  log: processLog(order.role, process.env),
  counters,
  signal: stopping.signal,
};
const work = loopsOf[order.role].map((run) => run(context));
process.send?.('at work');
await Promise.all(work);
await metrics.close();
process.exit(0);
