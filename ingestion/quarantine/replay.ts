import type { Row, Store, StoreSession } from '../../connectors/connector.ts';
import type { EventDatasetPlan } from '../../contracts/plan/plan.ts';
import { qualifiedName } from '../../contracts/plan/sql-text.ts';
import { type RawRow, rawRowBytes, rawRowColumns } from '../etl/decode-raw-row.ts';
import { type CuratedMessage, type JudgeRow, quarantineEntry } from '../etl/judge-row.ts';
import { slices } from '../etl/slices.ts';
import type { MessageWriter } from '../etl/write-messages.ts';
import { incidentFingerprint } from './fingerprint.ts';
import { type QuarantineEntry, storedReasons } from './quarantine-rows.ts';
import { platformReason, WAITS_FOR_KEY } from './reason.ts';

export interface ReplayContext {
  readonly plan: EventDatasetPlan;
  readonly raw: Store;
  readonly curated: Store;
  readonly judge: JudgeRow;
  readonly writer: MessageWriter;
}

/** Which waiting messages of the dataset to try again. */
export interface ReplayChoice {
  readonly states: readonly ('open' | 'held')[];
  readonly fingerprint?: string;
  /** Only messages held for one of these majors, or for none that their writer could read. */
  readonly majors?: readonly number[];
  /** None whose first reason is one of these rules. */
  readonly exceptRules?: readonly string[];
}

export interface ReplayResult {
  /** Messages whose records stand in curated now. */
  readonly replayed: number;
  /** Still break their contract; their reasons are the present ones. */
  readonly broken: number;
  /** Another message with the same event id is curated: open from now on, for a person to discard. */
  readonly superseded: number;
  /** Raw holds them no more (its retention has passed). */
  readonly missing: number;
}

const BATCH = 500;

/** Text of one batch in memory; a larger message comes alone. */
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Judges waiting messages again under the present contract and curates those that keep it now: one
 * transaction per batch of the curated store, so a replay can be killed and repeated.
 */
export async function replay(context: ReplayContext, choice: ReplayChoice): Promise<ReplayResult> {
  let total: ReplayResult = { replayed: 0, broken: 0, superseded: 0, missing: 0 };
  let after = '0';
  for (;;) {
    const batch = await context.curated.transaction((session) =>
      replayBatch(session, context, choice, after),
    );
    if (batch === undefined) return total;
    after = batch.last;
    total = {
      replayed: total.replayed + batch.result.replayed,
      broken: total.broken + batch.result.broken,
      superseded: total.superseded + batch.result.superseded,
      missing: total.missing + batch.result.missing,
    };
  }
}

interface WaitingRow extends Row {
  readonly id: string;
  readonly event_id: string;
  readonly payload_hash: string;
}

async function replayBatch(
  session: StoreSession,
  context: ReplayContext,
  choice: ReplayChoice,
  after: string,
): Promise<{ readonly last: string; readonly result: ReplayResult } | undefined> {
  const found = await session.query<WaitingRow>({
    text: `SELECT id, event_id, encode(payload_hash, 'hex') AS payload_hash FROM curated.quarantine
WHERE stream = $1 AND state = ANY($2::text[]) AND id > $3::bigint
  AND ($4::text IS NULL OR fingerprint = $4)
  AND ($5::text[] IS NULL OR contract_version IS NULL OR split_part(contract_version, '.', 1) = ANY($5::text[]))
  AND ($6::text[] IS NULL OR reasons->0->>'rule' <> ALL ($6::text[]))
ORDER BY id LIMIT ${BATCH} FOR UPDATE`,
    values: [
      context.plan.id,
      choice.states,
      after,
      choice.fingerprint ?? null,
      choice.majors?.map(String) ?? null,
      choice.exceptRules ?? null,
    ],
  });
  const waiting = await thatFit(context, found);
  const last = waiting.at(-1)?.id;
  if (last === undefined) return undefined;
  const rows = await rawRows(context, waiting);
  const taken = await curatedIds(session, context.plan, waiting);
  const sorted = sortOut(context, waiting, rows, taken);
  const refused = await context.writer.insertWithout(
    session,
    sorted.good.map(({ message }) => message),
  );
  const refusedRows = new Map(refused.map(({ message, reason }) => [message, reason]));
  const replayed = sorted.good.filter(({ message }) => !refusedRows.has(message));
  const broken = [
    ...sorted.broken,
    ...sorted.good.flatMap(({ id, message }) => {
      const reason = refusedRows.get(message);
      return reason === undefined ? [] : [{ id, entry: refusedEntry(context, message, reason) }];
    }),
  ];
  await markReplayed(
    session,
    replayed.map(({ id }) => id),
    context.plan.majors.some(({ personal }) => personal !== undefined),
  );
  await updateReasons(session, broken);
  await markSuperseded(session, sorted.superseded);
  return {
    last,
    result: {
      replayed: replayed.length,
      broken: broken.length,
      superseded: sorted.superseded.length,
      missing: sorted.missing,
    },
  };
}

/** The first ones, as far as memory holds their texts. */
async function thatFit(
  { plan, raw }: ReplayContext,
  waiting: readonly WaitingRow[],
): Promise<readonly WaitingRow[]> {
  const sizes = await raw.query<Row & { id: string; bytes: number }>({
    text: `SELECT event_id AS id, sum(${rawRowBytes})::double precision AS bytes
FROM ${qualifiedName('raw', plan.raw.name)} WHERE event_id = ANY($1::uuid[]) GROUP BY event_id`,
    values: [waiting.map(({ event_id }) => event_id)],
  });
  const bytes = new Map(sizes.map((size) => [size.id, size.bytes]));
  return slices(waiting, BATCH_BYTES, ({ event_id }) => bytes.get(event_id) ?? 0)[0] ?? [];
}

interface Sorted {
  readonly good: { readonly id: string; readonly message: CuratedMessage }[];
  readonly broken: { readonly id: string; readonly entry: QuarantineEntry }[];
  readonly superseded: string[];
  missing: number;
}

function sortOut(
  { judge }: ReplayContext,
  waiting: readonly WaitingRow[],
  rows: ReadonlyMap<string, RawRow>,
  taken: Set<string>,
): Sorted {
  const sorted: Sorted = { good: [], broken: [], superseded: [], missing: 0 };
  for (const { id, event_id, payload_hash } of waiting) {
    const row = rows.get(`${event_id} ${payload_hash}`);
    if (row === undefined) {
      sorted.missing += 1;
      continue;
    }
    // A conflict may be the repaired message of a source that reuses its key: it may take the
    // place while nothing else has.
    const verdict = judge(row, { acceptConflict: true });
    if (verdict.kind !== 'curated') {
      sorted.broken.push({ id, entry: verdict.entry });
    } else if (taken.has(event_id)) {
      sorted.superseded.push(id);
    } else {
      taken.add(event_id);
      sorted.good.push({ id, message: verdict.message });
    }
  }
  return sorted;
}

async function rawRows(
  { plan, raw }: ReplayContext,
  waiting: readonly WaitingRow[],
): Promise<ReadonlyMap<string, RawRow>> {
  const rows = await raw.query<RawRow>({
    text: `SELECT ${rawRowColumns} FROM ${qualifiedName('raw', plan.raw.name)} WHERE event_id = ANY($1::uuid[])`,
    values: [waiting.map(({ event_id }) => event_id)],
  });
  return new Map(rows.map((row) => [`${row.event_id} ${row.payload_hash}`, row]));
}

async function curatedIds(
  session: StoreSession,
  plan: EventDatasetPlan,
  waiting: readonly WaitingRow[],
): Promise<Set<string>> {
  const [root] = plan.tables;
  if (root === undefined) return new Set();
  const rows = await session.query<Row & { id: string }>({
    text: `SELECT DISTINCT _event_id AS id FROM ${qualifiedName(root.store, root.name)} WHERE _event_id = ANY($1::uuid[])`,
    values: [waiting.map(({ event_id }) => event_id)],
  });
  return new Set(rows.map(({ id }) => id));
}

function refusedEntry(
  { plan }: ReplayContext,
  message: CuratedMessage,
  reason: QuarantineEntry['reasons'][number],
): QuarantineEntry {
  return quarantineEntry(plan.id, message.row, {
    reasons: [reason],
    text: message.shown,
    contractVersion: message.contractVersion,
    state: 'open',
  });
}

/** A sample was taken before anybody knew what of it is personal. */
async function markReplayed(
  session: StoreSession,
  ids: readonly string[],
  hideSamples: boolean,
): Promise<void> {
  if (ids.length === 0) return;
  await session.query({
    text: `UPDATE curated.quarantine
SET state = 'replayed', sample = CASE WHEN $2::boolean THEN '' ELSE sample END
WHERE id = ANY($1::bigint[])`,
    values: [ids, hideSamples],
  });
}

async function updateReasons(session: StoreSession, broken: Sorted['broken']): Promise<void> {
  if (broken.length === 0) return;
  await session.query({
    text: `UPDATE curated.quarantine AS q
SET state = r.state, contract_version = r.contract_version, reasons = r.reasons, fingerprint = r.fingerprint,
  sample = r.sample
FROM json_to_recordset($1::json) AS r (id bigint, state text, contract_version text, reasons jsonb, fingerprint text,
  sample text)
WHERE q.id = r.id`,
    values: [
      JSON.stringify(
        broken.map(({ id, entry }) => ({
          id,
          state: entry.state,
          contract_version: entry.contractVersion,
          reasons: storedReasons(entry.reasons),
          fingerprint: incidentFingerprint(entry.stream, entry.reasons),
          sample: entry.sample,
        })),
      ),
    ],
  });
}

/** Held, they would be tried again for ever. Their reasons come first, so they stay in their incident. */
async function markSuperseded(session: StoreSession, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await session.query({
    text: `UPDATE curated.quarantine SET state = 'open', reasons = reasons || $2::jsonb
WHERE id = ANY($1::bigint[]) AND state = 'held'`,
    values: [ids, JSON.stringify([platformReason('superseded')])],
  });
}

/**
 * Tries again what is held for majors that are known now; without `keyed`, not what waits for keys
 * of another process.
 */
export function releaseHeld(context: ReplayContext, keyed: boolean): Promise<ReplayResult> {
  const majors = context.plan.majors.map(({ major }) => major);
  const exceptRules = keyed ? [] : WAITS_FOR_KEY;
  return replay(context, { states: ['held'], majors, exceptRules });
}
