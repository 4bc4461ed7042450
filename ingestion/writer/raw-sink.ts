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
  storedBeside,
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
 * A message of a major that the plan does not have claims no id: it is kept once per content, beside
 * whatever the id stands for, and when its contract has come it is the same message still.
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
  const ahead = events.filter((event) => event.ahead);
  const { first, again } = firstOfEachId(
    ahead.length === 0 ? events : events.filter((event) => !event.ahead),
  );
  const [entered] =
    first.length === 0
      ? [{ fresh: 0, beside: false }]
      : await session.query<{ fresh: number; beside: boolean }>(enterLedger(raw, first));
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
  let conflicts = 0;
  if (entered?.beside === true && fresh.length > 0) {
    const { unclaimed, late } = await besideOf(session, raw, fresh);
    fresh = unclaimed;
    conflicts = late.length;
    // The ledger has their content as of now, so that it is stored once.
    if (late.length > 0) await session.query(insertRaw(raw, late, true, asBytes));
  }
  if (fresh.length > 0) await session.query(insertRaw(raw, fresh, false, asBytes));
  if (suspects.length > 0) {
    conflicts += await writeContents(session, raw, suspects, { conflict: true, asBytes });
  }
  const held =
    ahead.length === 0 ? 0 : await writeContents(session, raw, ahead, { conflict: false, asBytes });
  const stored = fresh.length + conflicts + held;
  return {
    stream,
    received: events.length,
    stored,
    duplicate: events.length - stored,
    conflict: conflicts,
  };
}

/**
 * Events whose id is new to the ledger, by what came of the id while nobody knew its major. What is
 * the same content is a duplicate and in neither list; `late` are conflicts with a message whose
 * contract has come since.
 */
async function besideOf(
  session: StoreSession,
  raw: RawTable,
  events: readonly IdentifiedEvent[],
): Promise<{
  readonly unclaimed: readonly IdentifiedEvent[];
  readonly late: readonly IdentifiedEvent[];
}> {
  const majors = events[0]?.route?.knownMajors ?? [];
  const found = await session.query<{ position: number; same: boolean; claimed: boolean }>(
    storedBeside(raw, events, majors),
  );
  const at = new Map(found.map((row) => [row.position, row]));
  return {
    unclaimed: events.filter((_event, position) => {
      const beside = at.get(position);
      return beside === undefined || !(beside.same || beside.claimed);
    }),
    late: events.filter((_event, position) => {
      const beside = at.get(position);
      return beside?.same === false && beside.claimed;
    }),
  };
}

/** Events whose content the ledger does not hold under their id: each content is stored once. */
async function writeContents(
  session: StoreSession,
  raw: RawTable,
  events: readonly IdentifiedEvent[],
  { conflict, asBytes }: { readonly conflict: boolean; readonly asBytes: boolean },
): Promise<number> {
  const contents = [...new Map(events.map((event) => [contentKey(event), event])).values()];
  const entered = await session.query<{ position: number }>(enterConflicts(raw, contents));
  const fresh = entered
    .map(({ position }) => position)
    .sort((a, b) => a - b)
    .flatMap((position) => contents[position] ?? []);
  if (fresh.length > 0) await session.query(insertRaw(raw, fresh, conflict, asBytes));
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
