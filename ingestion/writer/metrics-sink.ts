import type { Sink, Store, StoreSession } from '../../connectors/connector.ts';
import type { Counters } from '../counters.ts';
import type { Reason } from '../quarantine/reason.ts';
import type { DropLedger, Drops } from './drop-ledger.ts';
import { payloadHash, unreadableEventId } from './event-identity.ts';
import { HeldRoom, MOST_HELD_BYTES } from './held-room.ts';
import {
  addMetricsFlow,
  quarantineMessages,
  type RefusedMessage,
  type SampleFlow,
} from './metrics-statements.ts';
import { UNROUTED } from './raw-sink.ts';
import type { SensorMessage } from './read-samples.ts';
import { WorkerSlots } from './worker-slots.ts';
import { type Refusal, refusedByStore, writeSamples } from './write-samples.ts';

export interface MetricsSinkOptions {
  readonly store: Store;
  /** Names this process in `metrics.flow`; stable over restarts. */
  readonly worker: string;
  readonly counters: Counters;
  /** What the source dropped; its counts are written with the next batch. */
  readonly drops?: DropLedger;
  /** Bytes of messages per stream that may wait for their contract; beyond, they are dropped. */
  readonly mostHeldBytes?: number;
  /** Told each time that messages of a stream are dropped for want of that room. */
  readonly onHeldFull?: (stream: string) => void;
}

/**
 * Writes samples, one transaction per batch over all streams: rows for keys that are new, a
 * quarantine row with its bytes for each message with samples that break their contract or that
 * contradict a stored one or whose contract is not known yet, and the flow counters. The same sample
 * again is a duplicate: counted.
 * Messages that no stream claims are counted as dropped: a sensor topic promises no more. So are those
 * that wait for their contract, once they are too many.
 */
export function metricsSink(options: MetricsSinkOptions): Sink<SensorMessage> {
  const slots = new WorkerSlots(options.worker);
  const room = new HeldRoom(options.mostHeldBytes ?? MOST_HELD_BYTES);

  async function write(batch: readonly SensorMessage[]): Promise<void> {
    const drops = options.drops?.take() ?? new Map();
    try {
      const flows = await slots.use((worker) =>
        options.store.transaction(async (session) => {
          const totals = new FlowTotals();
          addDrops(totals, drops);
          await writeBatch(session, batch, totals, await room.overflow(session, batch));
          const list = totals.list();
          if (list.length > 0) await session.query(addMetricsFlow(worker, list));
          return list;
        }),
      );
      for (const flow of flows) {
        count(options.counters, flow);
        if (flow.dropped[HELD_FULL] !== undefined) options.onHeldFull?.(flow.stream);
      }
    } catch (error) {
      options.drops?.giveBack(drops);
      throw error;
    }
  }

  return {
    write,
    quarantine: (message, failure) => write([refusedByStore(message, failure)]),
    close: async () => {
      // Drops without a later batch would go uncounted.
      await write([]).catch(() => undefined);
      await options.store.close();
    },
  };
}

const HELD_FULL = 'held-full';

async function writeBatch(
  session: StoreSession,
  batch: readonly SensorMessage[],
  totals: FlowTotals,
  overflow: ReadonlySet<SensorMessage>,
): Promise<void> {
  const claimed: SensorMessage[] = [];
  for (const item of batch) {
    const { route, samples, refused } = item;
    if (route === undefined) {
      totals.of(UNROUTED).received += 1;
      totals.drop(UNROUTED, 'unrouted', 1);
    } else {
      totals.of(route.stream).received += samples.length + refused;
      if (overflow.has(item)) totals.drop(route.stream, HELD_FULL, refused);
      else claimed.push(item);
    }
  }
  const refusals = await writeSamples(session, claimed, (stream) => totals.of(stream));
  await writeRefusals(session, refusals, totals);
}

async function writeRefusals(
  session: StoreSession,
  refusals: ReadonlyMap<SensorMessage, Refusal>,
  totals: FlowTotals,
): Promise<void> {
  if (refusals.size === 0) return;
  const unique = new Map<string, RefusedMessage>();
  const refused = [...refusals].map(([item, { reasons, samples }]) => {
    const entry = refusedMessage(item, reasons);
    const key = `${entry.stream} ${Buffer.from(entry.eventId).toString('hex')}`;
    const first = !unique.has(key);
    if (first) unique.set(key, entry);
    return { stream: entry.stream, key, samples, first };
  });
  const keys = [...unique.keys()];
  const entered = await session.query<{ position: number }>(
    quarantineMessages([...unique.values()]),
  );
  const fresh = new Set(entered.map(({ position }) => keys[position]));
  for (const { stream, key, samples, first } of refused) {
    // A message that waits already is the same message again.
    if (first && fresh.has(key)) totals.of(stream).quarantined += samples;
    else totals.of(stream).duplicate += samples;
  }
}

function refusedMessage(
  { message, route, hidden }: SensorMessage,
  reasons: readonly Reason[],
): RefusedMessage {
  const hashed = payloadHash(message.body);
  return {
    stream: route?.stream ?? UNROUTED,
    eventId: unreadableEventId(message.topic, hashed),
    payloadHash: hashed,
    version: route?.version ?? null,
    state: route?.kind === 'held' ? 'held' : 'open',
    reasons,
    hidden: hidden ?? false,
    body: message.body,
    receivedAtMs: message.receivedAtMs,
  };
}

interface MutableFlow {
  received: number;
  stored: number;
  duplicate: number;
  quarantined: number;
  readonly dropped: Record<string, number>;
}

class FlowTotals {
  readonly #flows = new Map<string, MutableFlow>();

  of(stream: string): MutableFlow {
    let flow = this.#flows.get(stream);
    if (flow === undefined) {
      flow = { received: 0, stored: 0, duplicate: 0, quarantined: 0, dropped: {} };
      this.#flows.set(stream, flow);
    }
    return flow;
  }

  drop(stream: string, reason: string, samples: number): void {
    const { dropped } = this.of(stream);
    dropped[reason] = (dropped[reason] ?? 0) + samples;
  }

  list(): readonly SampleFlow[] {
    return [...this.#flows].map(([stream, flow]) => ({ stream, ...flow }));
  }
}

function addDrops(totals: FlowTotals, drops: Drops): void {
  for (const [stream, reasons] of drops) {
    for (const [reason, samples] of reasons) {
      totals.of(stream).received += samples;
      totals.drop(stream, reason, samples);
    }
  }
}

function count(counters: Counters, flow: SampleFlow): void {
  const labels = { stream: flow.stream };
  counters.add('received', labels, flow.received);
  counters.add('stored', labels, flow.stored);
  counters.add('duplicate', labels, flow.duplicate);
  counters.add('quarantined', labels, flow.quarantined);
  for (const [reason, samples] of Object.entries(flow.dropped)) {
    counters.add('dropped', { ...labels, reason }, samples);
  }
}
