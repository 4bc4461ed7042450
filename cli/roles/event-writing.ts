import type { Message, Source } from '../../connectors/connector.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { unpackMessages } from '../../ingestion/pack.ts';
import { faultReporter, isolateFaults } from '../../ingestion/pump/isolate-faults.ts';
import { chain, type Stage } from '../../ingestion/pump/stage.ts';
import { eventRouter } from '../../ingestion/writer/event-streams.ts';
import { identifyEvents, unidentified } from '../../ingestion/writer/identify.ts';
import { rawSink } from '../../ingestion/writer/raw-sink.ts';
import { type RoleContext, streamDatasets } from './role.ts';
import { runPump } from './run-pump.ts';

/** Events from any source to raw, until the signal; `received` is what they pass first. */
export async function writeEvents(
  source: Source,
  worker: string,
  context: RoleContext,
  received: Stage<Message, Message> = unpackMessages,
): Promise<void> {
  const { plan, environment, counters, log } = context;
  const routeOf = eventRouter(streamDatasets(plan));
  const report = faultReporter(worker, log, counters);
  const identify = isolateFaults(identifyEvents(routeOf), (message, error) => {
    report(message, error);
    return [unidentified(routeOf, message)];
  });
  const sink = rawSink({
    store: postgresStore(environment.stores.raw, { applicationName: `tundish ${worker}` }),
    worker,
    counters,
    identify,
  });
  await runPump({ worker, source, stages: chain(received, identify), sink }, context);
}
