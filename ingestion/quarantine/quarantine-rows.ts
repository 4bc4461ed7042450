import type { Row, StoreSession } from '../../connectors/connector.ts';
import { toStorableText } from '../../contracts/plan/sql-text.ts';
import { incidentFingerprint } from './fingerprint.ts';
import type { Reason } from './reason.ts';

/** `held`: its contract version is not known yet. `replayed`: its records stand in the store now. */
export type QuarantineState = 'open' | 'held' | 'replayed' | 'discarded';

/** A message that could not be curated, by reference to its raw row. */
export interface QuarantineEntry {
  readonly stream: string;
  readonly eventId: string;
  /** Hex. */
  readonly payloadHash: string;
  readonly contractVersion: string | null;
  /** The first reason names the incident. */
  readonly reasons: readonly Reason[];
  /** The beginning of the message, for a person to look at. */
  readonly sample: string;
  readonly state: 'open' | 'held';
  readonly receivedAt: string;
}

const SAMPLE_CHARACTERS = 2_000;
const REASONS = 20;

/** Cuts a message to what an incident shows; characters that PostgreSQL cannot hold are replaced. */
export function sampleOf(text: string): string {
  return toStorableText(
    text.length <= SAMPLE_CHARACTERS ? text : `${text.slice(0, SAMPLE_CHARACTERS)}…`,
  );
}

/** Adds entries; one that is there already keeps its state, so that a repeated batch is harmless. */
export async function addToQuarantine(
  session: StoreSession,
  schema: string,
  entries: readonly QuarantineEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await session.query<Row>({
    text: `INSERT INTO ${schema}.quarantine
  (stream, event_id, payload_hash, contract_version, reasons, fingerprint, sample, state, raw_received_at, first_seen)
SELECT stream, event_id, decode(payload_hash, 'hex'), contract_version, reasons, fingerprint, sample, state, raw_received_at, clock_timestamp()
FROM json_to_recordset($1::json) AS r (stream text, event_id uuid, payload_hash text, contract_version text,
  reasons jsonb, fingerprint text, sample text, state text, raw_received_at timestamptz)
ON CONFLICT (stream, event_id, payload_hash) DO NOTHING`,
    values: [JSON.stringify(entries.map(entryRow))],
    name: `add_to_quarantine_${schema}`,
  });
}

function entryRow(entry: QuarantineEntry): Readonly<Record<string, unknown>> {
  return {
    stream: entry.stream,
    event_id: entry.eventId,
    payload_hash: entry.payloadHash,
    contract_version: entry.contractVersion,
    reasons: storedReasons(entry.reasons),
    fingerprint: incidentFingerprint(entry.stream, entry.reasons),
    sample: entry.sample,
    state: entry.state,
    raw_received_at: entry.receivedAt,
  };
}

/** Reasons as they are stored: a bounded number of them, in storable text. */
export function storedReasons(reasons: readonly Reason[]): readonly Reason[] {
  return reasons.slice(0, REASONS).map(reasonRow);
}

/** A member's name in a pointer may hold what a message's text may not. */
function reasonRow({ pointer, rule, message, expected, found, hint }: Reason): Reason {
  return {
    pointer: toStorableText(pointer),
    rule,
    message: toStorableText(message),
    ...(expected === undefined ? {} : { expected: toStorableText(expected) }),
    ...(found === undefined
      ? {}
      : { found: typeof found === 'string' ? toStorableText(found) : found }),
    ...(hint === undefined ? {} : { hint: toStorableText(hint) }),
  };
}
