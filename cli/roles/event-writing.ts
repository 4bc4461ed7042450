import type { Source } from '../../connectors/connector.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { unpackMessages } from '../../ingestion/pack.ts';
import { chain } from '../../ingestion/pump/stage.ts';
import { eventRouter } from '../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../ingestion/writer/identify.ts';
import { rawSink } from '../../ingestion/writer/raw-sink.ts';
import { eventDatasets, type RoleContext } from './role.ts';
import { runPump } from './run-pump.ts';

/** Events from any source to raw, until the signal. */
export async function writeEvents(
  source: Source,
  worker: string,
  context: RoleContext,
): Promise<void> {
  const { plan, environment, counters } = context;
  // A samples reader packs what no stream claims as well, and sends it to the same queue.
  const stages = chain(unpackMessages, identifyEvents(eventRouter(eventDatasets(plan))));
  const sink = rawSink({
    store: postgresStore(environment.stores.raw, { applicationName: `tundish ${worker}` }),
    worker,
    counters,
    identify: stages,
  });
  await runPump({ worker, source, stages, sink }, context);
}
