import { waitFor } from '../../connectors/back-off.ts';
import type { Message, Source } from '../../connectors/connector.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import type { ValidatorRef } from '../../contracts/plan/plan.ts';
import { unpackMessages } from '../../ingestion/pack.ts';
import {
  errorFacts,
  faultPlace,
  faultReporter,
  isolateFaults,
} from '../../ingestion/pump/isolate-faults.ts';
import { chain, type Stage } from '../../ingestion/pump/stage.ts';
import {
  type ReleaseContext,
  releaseHeldSamples,
} from '../../ingestion/quarantine/release-samples.ts';
import { DropLedger } from '../../ingestion/writer/drop-ledger.ts';
import { metricsSink } from '../../ingestion/writer/metrics-sink.ts';
import { compileOpenSamples } from '../../ingestion/writer/open-samples.ts';
import { readSamples, unreadSamples } from '../../ingestion/writer/read-samples.ts';
import { samplesIn } from '../../ingestion/writer/samples-in.ts';
import { sensorRouter, sensorRoutes } from '../../ingestion/writer/sensor-streams.ts';
import { personalKeysIfAny } from './personal-keys.ts';
import { type RoleContext, sensorDatasets, streamDatasets } from './role.ts';
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
  received: Stage<Message, Message> = unpackMessages,
): Promise<void> {
  const { plan, build, environment, counters, log, signal } = context;
  const sensors = sensorDatasets(plan);
  const validators = await loadValidators(
    build,
    sensors.flatMap(({ majors }) => majors),
  );
  const validatorOf = ({ name }: ValidatorRef) => {
    const validate = validators.get(name);
    if (validate === undefined) throw new Error(`validator ${name} was not loaded`);
    return validate;
  };
  const routeOf = sensorRouter(streamDatasets(plan), validatorOf);
  const drops = new DropLedger();
  const store = postgresStore(environment.stores.metrics, {
    applicationName: `tundish ${worker}`,
  });
  const sink = metricsSink({
    store,
    worker,
    counters,
    drops,
    onHeldFull: onceAMinute((stream) =>
      log.error({ worker, stream, reason: 'held-full' }, HELD_FULL),
    ),
  });
  const source = sourceOf(({ topic, body }, reason) => {
    const stream = routeOf(topic)?.stream;
    // What no stream claims is counted in messages: nobody says what a sample of it would be.
    if (stream === undefined) drops.add('unrouted', reason, 1);
    else drops.add(stream, reason, samplesIn(body));
  });
  const routes = sensorRoutes(sensors, validatorOf);
  const keys = personalKeysIfAny(plan, environment);
  const ended = new AbortController();
  const releasing = keepReleasing(
    {
      store,
      worker,
      counters,
      routes,
      keys,
      onFault: (at, error) => {
        counters.add('faults', { worker }, 1);
        log.error({ worker, ...at, ...faultPlace(error) }, FAULT);
      },
    },
    log,
    AbortSignal.any([signal, ended.signal]),
  );
  const report = faultReporter(worker, log, counters);
  const read = isolateFaults(
    readSamples(routeOf, compileOpenSamples(routes, keys)),
    (message, error) => {
      report(message, error);
      return [unreadSamples(message, routeOf(message.topic))];
    },
  );
  const stages = chain(received, read);
  // The sink closes the store that both write to.
  const close = async (): Promise<void> => {
    ended.abort();
    await releasing;
    await sink.close();
  };
  await runPump({ worker, source, stages, sink: { ...sink, close } }, context);
}

const HELD_FULL =
  'samples of a major that no contract knows are dropped and counted: as many wait as may. Apply the contract and restart the writer, or discard what waits';
const FAULT =
  'a held message meets a fault of Tundish itself; it is in quarantine and the others go on. Please report it';
const KEYLESS =
  'held samples wait for a key that this process has not: set personal.encryptionKey (and pseudonymKey) of its environment to the keys of the reader, then start it again';

/** Tells of each stream once in a while, not with each batch. */
function onceAMinute(tell: (stream: string) => void): (stream: string) => void {
  const toldAtMs = new Map<string, number>();
  return (stream) => {
    if (Date.now() - (toldAtMs.get(stream) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    toldAtMs.set(stream, Date.now());
    tell(stream);
  };
}

/** At first often, while a rollout may be under way. */
const RELEASE_FIRST_MS = 1_000;
const RELEASE_EVERY_MS = 60_000;
const RELEASE_RETRY_MS = 5_000;

/**
 * Releases held samples at the start, since their contract comes with a new process, and now and then
 * afterwards, since a process of the plan before may still hold some.
 */
async function keepReleasing(
  context: ReleaseContext,
  log: RoleContext['log'],
  signal: AbortSignal,
): Promise<void> {
  let everyMs = RELEASE_FIRST_MS;
  let known = 0;
  while (!signal.aborted) {
    let pauseMs = everyMs;
    everyMs = Math.min(2 * everyMs, RELEASE_EVERY_MS);
    try {
      const { replayed, broken, waiting } = await releaseHeldSamples(context);
      if (waiting > known) log.error({ messages: waiting }, KEYLESS);
      known = waiting;
      if (replayed + broken > 0) log.info({ replayed, broken }, 'held samples were released');
    } catch (error) {
      log.warn(errorFacts(error), 'held samples wait; releasing them is tried again');
      pauseMs = RELEASE_RETRY_MS;
    }
    await waitFor(pauseMs, signal);
  }
}
