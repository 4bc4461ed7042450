import type { Message, Sink, Source } from '../../connectors/connector.ts';
import { pump } from '../../ingestion/pump/pump.ts';
import type { Stage } from '../../ingestion/pump/stage.ts';
import type { RoleContext } from './role.ts';

/** Pumps as the role's context says, until the signal; closes the sink then. */
export async function runPump<Item>(
  ends: {
    readonly worker: string;
    readonly source: Source;
    readonly stages: Stage<Message, Item>;
    readonly sink: Sink<Item>;
  },
  { log, counters, signal, tap }: RoleContext,
): Promise<void> {
  const source = tap === undefined ? ends.source : tap(ends.source);
  try {
    await pump({ ...ends, source, clock: Date.now, log, counters, signal });
  } finally {
    await ends.sink.close();
  }
}
