import type { Row, Store, StoreSession } from '../../connectors/connector.ts';
import type { Counters } from '../counters.ts';
import { attempt } from '../etl/savepoint.ts';
import { slices } from '../etl/slices.ts';
import { decrypt } from '../personal/decrypt.ts';
import { isSealed, sealBody } from '../personal/encrypt.ts';
import { encryptionKeys, type PersonalKeys } from '../personal/personal-keys.ts';
import { treatment } from '../personal/treat-message.ts';
import { addMetricsFlow, type SampleFlow } from '../writer/metrics-statements.ts';
import { readSamples, type SensorMessage } from '../writer/read-samples.ts';
import { samplesIn } from '../writer/samples-in.ts';
import type { KnownSensorRoute } from '../writer/sensor-streams.ts';
import { refusedByStore, writeSamples } from '../writer/write-samples.ts';
import { incidentFingerprint } from './fingerprint.ts';
import { storedReasons } from './quarantine-rows.ts';
import type { Reason } from './reason.ts';

export interface ReleaseContext {
  readonly store: Store;
  /** Names this process in `metrics.flow`. */
  readonly worker: string;
  readonly counters: Counters;
  readonly routes: readonly KnownSensorRoute[];
  /** Open messages that were encrypted whole; without them such messages go on waiting. */
  readonly keys?: PersonalKeys | undefined;
}

export interface ReleaseResult {
  /** Messages all of whose samples stand in metrics now. */
  readonly replayed: number;
  /** Break the contract that has come: they stay for a person. */
  readonly broken: number;
}

const BATCH = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Writes the samples of messages that were held for a major that is known now, each once: rows, state
 * and flow counters in one transaction per batch. Two processes that release at once pass by what the
 * other has in hand.
 */
export async function releaseHeldSamples(context: ReleaseContext): Promise<ReleaseResult> {
  let total: ReleaseResult = { replayed: 0, broken: 0 };
  let after = '0';
  for (;;) {
    const batch = await releaseBatch(context, after);
    if (batch === undefined) return total;
    after = batch.last;
    total = {
      replayed: total.replayed + batch.result.replayed,
      broken: total.broken + batch.result.broken,
    };
  }
}

interface HeldRow extends Row {
  readonly id: string;
  readonly stream: string;
  readonly major: string;
  readonly bytes: number;
}

async function releaseBatch(
  context: ReleaseContext,
  after: string,
): Promise<{ readonly last: string; readonly result: ReleaseResult } | undefined> {
  const { store, routes, counters } = context;
  const outcome = await store.transaction(async (session) => {
    const found = await session.query<HeldRow>({
      text: `SELECT q.id, q.stream, q.contract_version AS major, octet_length(q.body) AS bytes
FROM metrics.quarantine AS q JOIN unnest($1::text[], $2::text[]) AS r(stream, major)
  ON q.stream = r.stream AND q.contract_version = r.major
WHERE q.state = 'held' AND q.body IS NOT NULL AND q.id > $3::bigint
ORDER BY q.id LIMIT ${BATCH} FOR UPDATE OF q SKIP LOCKED`,
      values: [
        routes.map(({ stream }) => stream),
        routes.map(({ major }) => String(major.major)),
        after,
      ],
    });
    const [waiting] = slices(found, BATCH_BYTES, ({ bytes }) => bytes);
    const last = waiting?.at(-1)?.id;
    if (waiting === undefined || last === undefined) return undefined;
    const held = await heldMessages(session, waiting, context);
    return { last, ...(await settle(session, context, held)) };
  });
  if (outcome === undefined) return undefined;
  for (const { stream, stored } of outcome.flows) counters.add('released', { stream }, stored);
  return outcome;
}

interface HeldMessage {
  readonly id: string;
  readonly item: SensorMessage;
  /** Samples that it counted as while nobody could read it. */
  readonly counted: number;
}

async function heldMessages(
  session: StoreSession,
  waiting: readonly HeldRow[],
  { routes, keys }: ReleaseContext,
): Promise<readonly HeldMessage[]> {
  const rows = await session.query<Row & { id: string; body: Uint8Array; received_at: string }>({
    text: `SELECT id, body, raw_received_at AS received_at FROM metrics.quarantine WHERE id = ANY($1::bigint[])`,
    values: [waiting.map(({ id }) => id)],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return waiting.flatMap(({ id, stream, major }) => {
    const row = byId.get(id);
    const route = routes.find((one) => one.stream === stream && String(one.major.major) === major);
    if (row === undefined || route === undefined) return [];
    const receivedAtMs = Date.parse(row.received_at);
    const opened = openSealed(row.body, route, keys);
    if (opened === undefined) return [];
    const message = { topic: '', body: opened, receivedAtMs, redelivered: false };
    return readSamples(() => route)([message]).map((item) => ({
      id,
      item,
      counted: samplesIn(row.body),
    }));
  });
}

/** A body as it would have come in, had its contract been known; undefined without its key. */
function openSealed(
  body: Uint8Array,
  { major }: KnownSensorRoute,
  keys: PersonalKeys | undefined,
): Uint8Array | undefined {
  const isClosed = isSealed(body);
  if (!isClosed && major.personal === undefined) return body;
  if (keys === undefined) return undefined;
  const opened = isClosed
    ? decrypt(Buffer.from(body).toString('latin1'), [keys.encryptionKey])
    : body;
  if (opened === undefined) return body;
  const treat = treatment(major, keys);
  return treat === undefined
    ? opened
    : (treat(opened) ?? sealBody(opened, encryptionKeys(keys.encryptionKey)));
}

interface Settled {
  readonly flows: readonly SampleFlow[];
  readonly result: ReleaseResult;
}

/** One message that the store refuses must not hold back the others: halved until it is alone. */
async function settle(
  session: StoreSession,
  context: ReleaseContext,
  held: readonly HeldMessage[],
): Promise<Settled> {
  const none: Settled = { flows: [], result: { replayed: 0, broken: 0 } };
  if (held.length === 0) return none;
  let settled = none;
  const failure = await attempt(session, async () => {
    settled = await write(session, context, held);
  });
  if (failure === undefined) return settled;
  const [only] = held;
  if (held.length === 1 && only !== undefined) {
    return write(session, context, [{ ...only, item: refusedByStore(only.item, failure) }]);
  }
  const middle = held.length >> 1;
  const first = await settle(session, context, held.slice(0, middle));
  const second = await settle(session, context, held.slice(middle));
  return {
    flows: [...first.flows, ...second.flows],
    result: {
      replayed: first.result.replayed + second.result.replayed,
      broken: first.result.broken + second.result.broken,
    },
  };
}

async function write(
  session: StoreSession,
  { worker }: ReleaseContext,
  held: readonly HeldMessage[],
): Promise<Settled> {
  const flows = new Map<string, { -readonly [Key in keyof SampleFlow]: SampleFlow[Key] }>();
  const flowOf = (stream: string) => {
    const flow = flows.get(stream) ?? {
      stream,
      received: 0,
      stored: 0,
      duplicate: 0,
      quarantined: 0,
      dropped: {},
    };
    flows.set(stream, flow);
    return flow;
  };
  const refusals = await writeSamples(
    session,
    held.map(({ item }) => item),
    flowOf,
  );
  const settled = held.map(({ id, item, counted }) => {
    const refusal = refusals.get(item);
    const flow = flowOf(item.route?.stream ?? '');
    // How many samples a message holds is only known for certain under its contract.
    flow.received += item.samples.length + item.refused - counted;
    flow.quarantined += (refusal?.samples ?? 0) - counted;
    return { id, item, reasons: refusal?.reasons };
  });
  await updateStates(session, settled);
  const list = [...flows.values()];
  await session.query(addMetricsFlow(`${worker}/release`, list));
  const broken = settled.filter(({ reasons }) => reasons !== undefined).length;
  return { flows: list, result: { replayed: settled.length - broken, broken } };
}

async function updateStates(
  session: StoreSession,
  settled: readonly {
    readonly id: string;
    readonly item: SensorMessage;
    readonly reasons: readonly Reason[] | undefined;
  }[],
): Promise<void> {
  await session.query({
    text: `UPDATE metrics.quarantine AS q
SET state = r.state, contract_version = r.contract_version,
  reasons = coalesce(r.reasons, q.reasons), fingerprint = coalesce(r.fingerprint, q.fingerprint),
  sample = CASE WHEN t.body IS NULL THEN q.sample ELSE '' END, body = coalesce(t.body, q.body)
FROM json_to_recordset($1::json) AS r (id bigint, state text, contract_version text, reasons jsonb, fingerprint text)
JOIN unnest($2::bigint[], $3::bytea[]) AS t(id, body) USING (id)
WHERE q.id = r.id`,
    values: [
      JSON.stringify(
        settled.map(({ id, item: { route }, reasons }) => ({
          id,
          state: reasons === undefined ? 'replayed' : 'open',
          contract_version: route?.version,
          ...(reasons === undefined
            ? {}
            : {
                reasons: storedReasons(reasons),
                fingerprint: incidentFingerprint(route?.stream ?? '', reasons),
              }),
        })),
      ),
      { columnType: 'bigint', items: settled.map(({ id }) => Number(id)) },
      // Treated by now, where the contract says what is personal.
      {
        columnType: 'bytea',
        items: settled.map(({ item: { message, route } }) =>
          route?.kind === 'known' && route.major.personal !== undefined ? message.body : null,
        ),
      },
    ],
  });
}
