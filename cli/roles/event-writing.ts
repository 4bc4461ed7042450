import type { Source } from '../../connectors/connector.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { unpackMessages } from '../../ingestion/pack.ts';
import { pump } from '../../ingestion/pump/pump.ts';
import { chain } from '../../ingestion/pump/stage.ts';
import { eventRouter } from '../../ingestion/writer/event-streams.ts';
import { identifyEvents } from '../../ingestion/writer/identify.ts';
import { rawSink } from '../../ingestion/writer/raw-sink.ts';
import { eventDatasets, type RoleContext } from './role.ts';

/** Events from any source to raw, until the signal. */
export async function writeEvents(
  source: Source,
  worker: string,
  { plan, environment, log, counters, signal, tap = same }: RoleContext,
): Promise<void> {
  const sink = rawSink({
    store: postgresStore(environment.stores.raw, { applicationName: `tundish ${worker}` }),
    worker,
    counters,
  });
  try {
    await pump({
      worker,
      source: tap(source),
      // A samples reader packs what no stream claims as well, and sends it to the same queue.
      stages: chain(unpackMessages, identifyEvents(eventRouter(eventDatasets(plan)))),
      sink,
      clock: Date.now,
      log,
      counters,
      signal,
    });
  } finally {
    await sink.close();
  }
}

function same(source: Source): Source {
  return source;
}
