import type { Message, Sink, Store, StoreSession } from '../../connectors/connector.ts';
import { compareText } from '../../contracts/finding.ts';
import type { RawTable } from '../../contracts/plan/plan.ts';
import type { Counters } from '../counters.ts';
import type { Stage } from '../pump/stage.ts';
import type { IdentifiedEvent } from './identify.ts';
import { lockWholes, partsOf, wholesOf } from './join-parts.ts';
import {
  addRawFlow,
  enterConflicts,
  enterLedger,
  insertRaw,
  insertUnrouted,
  knownBefore,
  type StreamFlow,
} from './raw-statements.ts';
import { WorkerSlots } from './worker-slots.ts';

export interface RawSinkOptions {
  readonly store: Store;
  /** Names this process in `raw.flow`; stable over restarts, so that its row goes on counting. */
  readonly worker: string;
  readonly counters: Counters;
  /** Reads a message that came in parts; without it parts stay among what no stream claims. */
  readonly identify?: Stage<Message, IdentifiedEvent>;
}

/** The name under which `raw.flow` counts what no stream claims. */
export const UNROUTED = 'unrouted';

/**
 * Writes events to raw, one transaction per batch over all streams: ids into the ledger, rows for
 * the ids that are new, a row of its own for each new content of a known id, and the flow counters.
 * Same id and content again is a duplicate: counted, not stored. An item that the store refuses
 * as JSONB is quarantined by writing the same row with its bytes instead. Parts of a message are kept
 * among what no stream claims; with the last of them the whole is written as if it had come so.
 */
export function rawSink(options: RawSinkOptions): Sink<IdentifiedEvent> {
  const slots = new WorkerSlots(options.worker);

  async function write(batch: readonly IdentifiedEvent[], asBytes: boolean): Promise<void> {
    const flows = await slots.use((worker) =>
      options.store.transaction(async (session) => {
        const { parts, others } = partsOf(batch);
        const counted: StreamFlow[] = [];
        const joined: IdentifiedEvent[] = [];
        if (parts.length > 0) {
          // The last part to be committed has to see all others: one transaction per whole.
          await lockWholes(session, parts);
          counted.push(await writeUnrouted(session, parts, true));
          if (options.identify !== undefined) {
            joined.push(...options.identify(await wholesOf(session, parts)));
          }
        }
        const groups = groupByStream([...others, ...joined]);
        for (const [stream, events] of [...groups].sort(([a], [b]) => compareText(a, b))) {
          const raw = events[0]?.route?.raw;
          counted.push(
            raw === undefined
              ? await writeUnrouted(session, events, asBytes)
              : await writeStream(session, stream, raw, events, asBytes),
          );
        }
        const flow = sumByStream(counted);
        // Last, so that its row lock is held for the COMMIT only.
        await session.query(addRawFlow(worker, flow));
        return flow;
      }),
    );
    for (const flow of flows) count(options.counters, flow);
  }

  return {
    write: (batch) => write(batch, false),
    quarantine: (event) => write([event], true),
    close: () => options.store.close(),
  };
}

/** Parts and other messages that no stream claims count into the same row. */
function sumByStream(flows: readonly StreamFlow[]): readonly StreamFlow[] {
  const sums = new Map<string, StreamFlow>();
  for (const flow of flows) {
    const sum = sums.get(flow.stream);
    sums.set(
      flow.stream,
      sum === undefined
        ? flow
        : {
            stream: flow.stream,
            received: sum.received + flow.received,
            stored: sum.stored + flow.stored,
            duplicate: sum.duplicate + flow.duplicate,
            conflict: sum.conflict + flow.conflict,
          },
    );
  }
  return [...sums.values()];
}

function groupByStream(batch: readonly IdentifiedEvent[]): Map<string, IdentifiedEvent[]> {
  const groups = new Map<string, IdentifiedEvent[]>();
  for (const event of batch) {
    const stream = event.route?.stream ?? UNROUTED;
    const group = groups.get(stream);
    if (group === undefined) groups.set(stream, [event]);
    else group.push(event);
  }
  return groups;
}

async function writeStream(
  session: StoreSession,
  stream: string,
  raw: RawTable,
  events: readonly IdentifiedEvent[],
  asBytes: boolean,
): Promise<StreamFlow> {
  const { first, again } = firstOfEachId(events);
  const [entered] = await session.query<{ fresh: number }>(enterLedger(raw, first));
  let fresh = first;
  const suspects = [...again];
  if (entered?.fresh !== first.length) {
    const known = await session.query<{ position: number; conflict: boolean }>(
      knownBefore(raw, first),
    );
    const knownAt = new Map(known.map(({ position, conflict }) => [position, conflict]));
    fresh = first.filter((_event, position) => !knownAt.has(position));
    suspects.push(...first.filter((_event, position) => knownAt.get(position) === true));
  }
  if (fresh.length > 0) await session.query(insertRaw(raw, fresh, false, asBytes));
  const conflicts =
    suspects.length === 0 ? 0 : await writeConflicts(session, raw, suspects, asBytes);
  const stored = fresh.length + conflicts;
  return {
    stream,
    received: events.length,
    stored,
    duplicate: events.length - stored,
    conflict: conflicts,
  };
}

/** Events whose id is known with other content: each content is stored once. */
async function writeConflicts(
  session: StoreSession,
  raw: RawTable,
  suspects: readonly IdentifiedEvent[],
  asBytes: boolean,
): Promise<number> {
  const contents = [...new Map(suspects.map((event) => [contentKey(event), event])).values()];
  const entered = await session.query<{ position: number }>(enterConflicts(raw, contents));
  const fresh = entered
    .map(({ position }) => position)
    .sort((a, b) => a - b)
    .flatMap((position) => contents[position] ?? []);
  if (fresh.length > 0) await session.query(insertRaw(raw, fresh, true, asBytes));
  return fresh.length;
}

async function writeUnrouted(
  session: StoreSession,
  events: readonly IdentifiedEvent[],
  asBytes: boolean,
): Promise<StreamFlow> {
  const { first } = firstOfEachId(events);
  const [result] = await session.query<{ fresh: number }>(insertUnrouted(first, asBytes));
  const stored = result?.fresh ?? 0;
  return {
    stream: UNROUTED,
    received: events.length,
    stored,
    duplicate: events.length - stored,
    conflict: 0,
  };
}

/**
 * A ledger statement takes each id once. `again` are events of the same batch whose id came before
 * with other content; those with the same content are duplicates and in neither list.
 */
function firstOfEachId(events: readonly IdentifiedEvent[]): {
  readonly first: readonly IdentifiedEvent[];
  readonly again: readonly IdentifiedEvent[];
} {
  const byId = new Map<string, IdentifiedEvent>();
  const again: IdentifiedEvent[] = [];
  for (const event of events) {
    const id = latin1(event.eventId);
    const earlier = byId.get(id);
    if (earlier === undefined) byId.set(id, event);
    else if (latin1(earlier.payloadHash) !== latin1(event.payloadHash)) again.push(event);
  }
  return { first: byId.size === events.length ? events : [...byId.values()], again };
}

function contentKey(event: IdentifiedEvent): string {
  return latin1(event.eventId) + latin1(event.payloadHash);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function count(counters: Counters, flow: StreamFlow): void {
  const labels = { stream: flow.stream };
  counters.add('received', labels, flow.received);
  counters.add('stored', labels, flow.stored);
  counters.add('duplicate', labels, flow.duplicate);
  if (flow.conflict > 0) counters.add('conflict', labels, flow.conflict);
  if (flow.stream === UNROUTED) counters.add('unrouted', labels, flow.received);
}
