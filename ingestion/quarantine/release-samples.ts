import type { Row, Store, StoreSession } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { Counters } from '../counters.ts';
import { attempt } from '../etl/savepoint.ts';
import { slices } from '../etl/slices.ts';
import { SEALED } from '../personal/encrypt.ts';
import type { PersonalKeys } from '../personal/personal-keys.ts';
import { sealedWith } from '../personal/sealed-body.ts';
import { addMetricsFlow, type SampleFlow } from '../writer/metrics-statements.ts';
import { compileOpenSamples, type OpenSamples } from '../writer/open-samples.ts';
import { hide, type SensorMessage, unreadSamples } from '../writer/read-samples.ts';
import { samplesIn } from '../writer/samples-in.ts';
import type { KnownSensorRoute } from '../writer/sensor-streams.ts';
import { refusedByStore, writeSamples } from '../writer/write-samples.ts';
import { incidentFingerprint } from './fingerprint.ts';
import { storedReasons } from './quarantine-rows.ts';
import { type BodyRow, isPersonal, readHeld, unreadHeld } from './read-held-samples.ts';
import type { Reason } from './reason.ts';

export interface ReleaseContext {
  readonly store: Store;
  /** Names this process in `metrics.flow`. */
  readonly worker: string;
  readonly counters: Counters;
  /** Every major of every stream. */
  readonly routes: readonly KnownSensorRoute[];
  /** Open messages that were encrypted whole; without them such messages go on waiting. */
  readonly keys?: PersonalKeys | undefined;
  /** Told of a message that meets a fault of ours; the others go on. */
  readonly onFault?: (at: { readonly stream: string; readonly id: string }, error: unknown) => void;
}

export interface ReleaseResult {
  /** Messages all of whose samples stand in metrics now. */
  readonly replayed: number;
  /** Break the contract that has come: they stay for a person. */
  readonly broken: number;
  /** Their contract is known, their key is not. */
  readonly waiting: number;
}

const BATCH = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Writes the samples of messages that were held for a major that is known now, each once: rows, state
 * and flow counters in one transaction per batch. Two processes that release at once pass by what the
 * other has in hand.
 */
export async function releaseHeldSamples(context: ReleaseContext): Promise<ReleaseResult> {
  const open = compileOpenSamples(context.routes, context.keys);
  let total = { replayed: 0, broken: 0 };
  let after = '0';
  for (;;) {
    const batch = await releaseBatch(context, open, after);
    if (batch === undefined) return { ...total, waiting: await countWaiting(context) };
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

/** Held messages of known majors, and whether this process can do anything about each. */
function heldSql(columns: string, canRead: string): string {
  return `SELECT ${columns}
FROM metrics.quarantine AS q
JOIN unnest($1::text[], $2::text[], $3::boolean[], $4::boolean[]) AS r(stream, major, is_personal, has_personal)
  ON q.stream = r.stream AND q.contract_version = r.major
WHERE q.state = 'held' AND q.body IS NOT NULL
  AND ${canRead} (CASE WHEN substring(q.body FROM 1 FOR ${SEALED.length}) = '${SEALED}'::bytea
    THEN NOT r.has_personal OR coalesce(substring(q.body FROM 1 FOR octet_length($5::bytea)) = $5::bytea, false)
    ELSE NOT r.is_personal OR $5::bytea IS NOT NULL END)`;
}

function heldValues({ routes, keys }: ReleaseContext) {
  const personal = new Set(
    routes.flatMap(({ stream, major }) => (isPersonal(major) ? [stream] : [])),
  );
  return [
    routes.map(({ stream }) => stream),
    routes.map(({ major }) => String(major.major)),
    routes.map(({ major }) => isPersonal(major)),
    routes.map(({ stream }) => personal.has(stream)),
    keys === undefined ? null : Buffer.from(sealedWith(keys.encryptionKey)),
  ];
}

async function countWaiting(context: ReleaseContext): Promise<number> {
  const [row] = await context.store.query<Row & { n: number }>({
    text: heldSql('count(*)::integer AS n', 'NOT'),
    values: heldValues(context),
  });
  return row?.n ?? 0;
}

async function releaseBatch(
  context: ReleaseContext,
  open: OpenSamples,
  after: string,
): Promise<{ readonly last: string; readonly result: Settled['result'] } | undefined> {
  const { store, counters } = context;
  const outcome = await store.transaction(async (session) => {
    const found = await session.query<HeldRow>({
      text: `${heldSql('q.id, q.stream, q.contract_version AS major, octet_length(q.body) AS bytes', '')}
  AND q.id > $6::bigint
ORDER BY q.id LIMIT ${BATCH} FOR UPDATE OF q SKIP LOCKED`,
      values: [...heldValues(context), after],
    });
    const [waiting] = slices(found, BATCH_BYTES, ({ bytes }) => bytes);
    const last = waiting?.at(-1)?.id;
    if (waiting === undefined || last === undefined) return undefined;
    const held = await heldMessages(session, waiting, context, open);
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
  context: ReleaseContext,
  open: OpenSamples,
): Promise<readonly HeldMessage[]> {
  const { routes, keys, onFault } = context;
  const rows = await session.query<BodyRow>({
    text: `SELECT id, replace(event_id::text, '-', '') AS event_id, payload_hash, body,
  raw_received_at AS received_at FROM metrics.quarantine WHERE id = ANY($1::bigint[])`,
    values: [waiting.map(({ id }) => id)],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return waiting.flatMap(({ id, stream, major }) => {
    const row = byId.get(id);
    const route = routes.find((one) => one.stream === stream && String(one.major.major) === major);
    if (row === undefined || route === undefined) return [];
    const counted = samplesIn(row.body);
    try {
      return [{ id, item: readHeld(row, route, keys, open), counted }];
    } catch (error) {
      onFault?.({ stream, id }, error);
      return [{ id, item: unreadHeld(row, route, keys), counted }];
    }
  });
}

interface Settled {
  readonly flows: readonly SampleFlow[];
  readonly result: { readonly replayed: number; readonly broken: number };
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
    settled = await write(session, context, held).catch(asFailure);
  });
  if (failure === undefined) return settled;
  const [only] = held;
  if (held.length === 1 && only !== undefined) {
    if (failure.cause instanceof Fault) {
      const { id, item } = only;
      context.onFault?.({ stream: item.route?.stream ?? '', id }, failure.cause.cause);
      const unread = unreadSamples(item.message, item.route);
      return write(session, context, [{ ...only, item: item.hidden ? hide(unread) : unread }]);
    }
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

class Fault extends Error {}

/** A fault of ours with a message is halved down to it as a value is that the store refuses. */
function asFailure(error: unknown): never {
  if (error instanceof Failure) throw error;
  const cause = new Fault('the samples could not be written', { cause: error });
  throw new Failure('poison', cause.message, { cause });
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
  sample = CASE WHEN t.body IS NULL AND NOT r.hidden AND r.state <> 'replayed' THEN q.sample ELSE '' END,
  body = CASE WHEN r.state = 'replayed' THEN NULL ELSE coalesce(t.body, q.body) END
FROM json_to_recordset($1::json) AS r (id bigint, state text, hidden boolean, contract_version text, reasons jsonb,
  fingerprint text)
JOIN unnest($2::bigint[], $3::bytea[]) AS t(id, body) USING (id)
WHERE q.id = r.id`,
    values: [
      JSON.stringify(
        settled.map(({ id, item: { route, hidden = false }, reasons }) => ({
          id,
          hidden,
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
          route?.kind === 'known' && isPersonal(route.major) ? message.body : null,
        ),
      },
    ],
  });
}
