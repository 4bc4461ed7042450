import type { Message, Source } from '../../connectors/connector.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { unpackMessages } from '../../ingestion/pack.ts';
import { chain } from '../../ingestion/pump/stage.ts';
import { DropLedger } from '../../ingestion/writer/drop-ledger.ts';
import { metricsSink } from '../../ingestion/writer/metrics-sink.ts';
import { readSamples } from '../../ingestion/writer/read-samples.ts';
import { samplesIn } from '../../ingestion/writer/samples-in.ts';
import { sensorRouter } from '../../ingestion/writer/sensor-streams.ts';
import { type RoleContext, sensorDatasets } from './role.ts';
import { runPump } from './run-pump.ts';
import { loadValidators } from './validators.ts';

/**
 * Samples from any source to metrics, until the signal. `sourceOf` gets the function that accounts
 * for what a bounded source drops.
 */
export async function writeSamples(
  sourceOf: (onDrop: (message: Message, reason: string) => void) => Source,
  worker: string,
  context: RoleContext,
): Promise<void> {
  const { plan, build, environment, counters } = context;
  const sensors = sensorDatasets(plan);
  const validators = await loadValidators(
    build,
    sensors.flatMap(({ majors }) => majors),
  );
  const routeOf = sensorRouter(sensors, ({ name }) => {
    const validate = validators.get(name);
    if (validate === undefined) throw new Error(`validator ${name} was not loaded`);
    return validate;
  });
  const drops = new DropLedger();
  const sink = metricsSink({
    store: postgresStore(environment.stores.metrics, { applicationName: `tundish ${worker}` }),
    worker,
    counters,
    drops,
  });
  const source = sourceOf(({ topic, body }, reason) => {
    const stream = routeOf(topic)?.stream;
    // What no stream claims is counted in messages: nobody says what a sample of it would be.
    if (stream === undefined) drops.add('unrouted', reason, 1);
    else drops.add(stream, reason, samplesIn(body));
  });
  const stages = chain(unpackMessages, readSamples(routeOf));
  await runPump({ worker, source, stages, sink }, context);
}
