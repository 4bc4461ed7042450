import { join } from 'node:path';
import { buildPlant } from '../../../cli/runtime/built-plant.ts';
import type { Message, Store } from '../../../connectors/connector.ts';
import { silentLog } from '../../../connectors/log.ts';
import { memorySource } from '../../../connectors/memory/memory-source.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import { diskFiles } from '../../../connectors/repository/disk-files.ts';
import type { EventDatasetPlan } from '../../../contracts/plan/plan.ts';
import { applyPlan } from '../../../deploy/database/apply-plan.ts';
import { noCounters } from '../../../ingestion/counters.ts';
import { curatedStep } from '../../../ingestion/etl/curated-step.ts';
import { pump } from '../../../ingestion/pump/pump.ts';
import type { Reason } from '../../../ingestion/quarantine/reason.ts';
import { eventRouter } from '../../../ingestion/writer/event-streams.ts';
import { type IdentifiedEvent, identifyEvents } from '../../../ingestion/writer/identify.ts';
import { rawSink } from '../../../ingestion/writer/raw-sink.ts';
import { loadedValidator } from '../../prove/schema-to-table/curate-events.ts';
import { uuidText } from '../../prove/schema-to-table/sent-events.ts';
import { until } from '../../support/until.ts';

/** What became of one message. */
export interface Fate {
  readonly eventId: string;
  /** As raw holds it: jsonb's text, or the bytes. */
  readonly payload: string | null;
  readonly body: Uint8Array | null;
  readonly curated: boolean;
  readonly reasons: readonly Reason[];
  readonly sample: string;
}

export interface Sending {
  /** In the order in which the messages were sent. */
  readonly fates: readonly Fate[];
  /** Our processor time from the source to the commit in curated. */
  readonly cpuMs: number;
  /** Transactions of the curated step. */
  readonly batches: number;
}

/** The pump, the raw sink and the curated step of the heat stream on a database of its own. */
export interface HostilePlant {
  readonly store: Store;
  readonly heats: EventDatasetPlan;
  send(bodies: readonly Uint8Array[]): Promise<Sending>;
  /** Everything that could tell of escaped SQL: relations, functions, schemas, the canary's rows. */
  objects(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function hostilePlant(url: string): Promise<HostilePlant> {
  const { plan } = await buildPlant(await diskFiles(join(import.meta.dirname, '../../..')));
  const heats = plan.datasets.find(({ id }) => id === 'heat.heat');
  const [major] = heats?.kind === 'event' ? heats.majors : [];
  if (heats?.kind !== 'event' || major === undefined) throw new Error('There are no heats.');
  const store = postgresStore(url);
  await applyPlan(
    plan,
    { raw: store, metrics: store, curated: store, business: store },
    { now: Date.now() },
  );
  await store.query({ text: 'CREATE TABLE public.canary AS SELECT 1 AS alive' });

  const source = memorySource();
  const identify = identifyEvents(eventRouter([heats]));
  const ending = new AbortController();
  let fault: unknown;
  let stuck: unknown;
  const running = pump<IdentifiedEvent>({
    worker: 'hostile',
    source,
    stages: identify,
    sink: rawSink({ store, worker: 'hostile', counters: noCounters }),
    clock: Date.now,
    log: silentLog,
    counters: noCounters,
    settings: { batchAgeMs: 2, retry: { firstMs: 10, maxMs: 10 } },
    signal: ending.signal,
  }).catch((error: unknown) => {
    fault = error;
  });
  const validate = await loadedValidator(major);
  const step = curatedStep({
    plan: heats,
    raw: store,
    curated: store,
    validators: () => validate,
    log: silentLog,
    counters: noCounters,
  });

  async function send(bodies: readonly Uint8Array[]): Promise<Sending> {
    const topic = major?.topicFilter.replaceAll('+', 'CC1') ?? '';
    const messages = bodies.map(
      (body): Message => ({ topic, body, receivedAtMs: Date.now(), redelivered: false }),
    );
    const before = source.settled.length;
    const started = process.cpuUsage();
    for (const message of messages) source.publish(message);
    // A message that stalls the stream stalls all after it: they need not wait as long again.
    if (stuck !== undefined) throw stuck;
    await until(
      () => fault !== undefined || source.settled.length === before + messages.length,
      'the settlement of all messages',
    ).catch((error: unknown) => {
      stuck = error;
      throw error;
    });
    if (fault !== undefined) throw fault;
    let batches = 0;
    while ((await step.runOnce()).outcome === 'moved') batches += 1;
    const { user, system } = process.cpuUsage(started);
    const fates: Fate[] = [];
    for (const event of await identify(messages)) fates.push(await fateOf(store, event));
    return { fates, cpuMs: (user + system) / 1000, batches };
  }

  return {
    store,
    heats,
    send,
    objects: () => objectsOf(store),
    close: async () => {
      ending.abort();
      await running;
      await store.close();
    },
  };
}

async function fateOf(store: Store, event: IdentifiedEvent): Promise<Fate> {
  const eventId = uuidText(event.eventId);
  const values = [eventId, Buffer.from(event.payloadHash).toString('hex')];
  const raw = await store.query<{ payload: string | null; body: Uint8Array | null }>({
    text: `SELECT payload::text AS payload, body FROM raw.heat
WHERE event_id = $1::uuid AND payload_hash = decode($2, 'hex')`,
    values,
  });
  const refused = await store.query<{ reasons: readonly Reason[]; sample: string }>({
    text: `SELECT reasons, sample FROM curated.quarantine
WHERE event_id = $1::uuid AND payload_hash = decode($2, 'hex')`,
    values,
  });
  const curated = await store.query({
    text: 'SELECT 1 AS one FROM curated.heat WHERE _event_id = $1::uuid',
    values: [eventId],
  });
  const [row] = raw;
  if (row === undefined || raw.length > 1) throw new Error(`raw has ${raw.length} rows of it.`);
  return {
    eventId,
    ...row,
    // A conflict shares the id of the message that came first.
    curated: curated.length === 1 && refused.length === 0,
    reasons: refused[0]?.reasons ?? [],
    sample: refused[0]?.sample ?? '',
  };
}

async function objectsOf(store: Store): Promise<readonly string[]> {
  const rows = await store.query<{ object: string }>({
    text: `SELECT 'relation ' || oid::regclass AS object FROM pg_class
  WHERE relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    AND relnamespace::regnamespace::text !~ '^pg_(toast|temp)'
UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc
  WHERE pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'
UNION ALL SELECT 'canary ' || alive FROM public.canary
ORDER BY 1`,
  });
  return rows.map(({ object }) => object);
}
