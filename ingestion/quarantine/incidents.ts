import type { Row, StoreSession } from '../../connectors/connector.ts';
import type { QuarantineState } from './quarantine-rows.ts';
import type { Reason } from './reason.ts';

export type QuarantineSchema = 'curated' | 'metrics';

/** Messages that broke the same rule of the same stream at the same place. */
export interface Incident {
  readonly fingerprint: string;
  readonly stream: string;
  readonly rule: string;
  /** Of the newest message of the most frequent cause, and so are message, hint and sample. */
  readonly pointer: string;
  readonly message: string;
  readonly hint?: string;
  readonly contractVersion: string | null;
  readonly messages: number;
  readonly byState: Readonly<Partial<Record<QuarantineState, number>>>;
  /** When its first and its last message were received, RFC 3339. */
  readonly firstReceived: string;
  readonly lastReceived: string;
  /** Beginning of that message. */
  readonly sample: string | null;
}

export interface QuarantinedMessage {
  readonly id: string;
  readonly eventId: string;
  readonly state: QuarantineState;
  readonly contractVersion: string | null;
  readonly receivedAt: string;
  readonly firstSeen: string;
  readonly reasons: readonly Reason[];
  readonly sample: string | null;
}

export interface IncidentFilter {
  readonly stream?: string;
  readonly fingerprint?: string;
  /** Incidents with at least one message in one of these states; default open and held. */
  readonly states?: readonly QuarantineState[];
}

interface IncidentRow extends Row {
  readonly fingerprint: string;
  readonly stream: string;
  readonly contract_version: string | null;
  readonly messages: number;
  readonly by_state: Readonly<Partial<Record<QuarantineState, number>>>;
  readonly first_received: string;
  readonly last_received: string;
  readonly reason: Partial<Reason> | null;
  readonly sample: string | null;
}

/** Incidents by the time of their newest message, newest first. */
export async function listIncidents(
  session: StoreSession,
  schema: QuarantineSchema,
  filter: IncidentFilter = {},
): Promise<readonly Incident[]> {
  const rows = await session.query<IncidentRow>({
    text: `WITH chosen AS (
  SELECT * FROM ${schema}.quarantine
  WHERE ($1::text IS NULL OR stream = $1) AND ($2::text IS NULL OR fingerprint = $2)
), states AS (
  SELECT fingerprint, jsonb_object_agg(state, messages) AS by_state, sum(messages)::integer AS messages,
    min(first_received) AS first_received, max(last_received) AS last_received
  FROM (SELECT fingerprint, state, count(*) AS messages, min(raw_received_at) AS first_received,
      max(raw_received_at) AS last_received FROM chosen GROUP BY fingerprint, state) AS s
  GROUP BY fingerprint
), causes AS (
  SELECT DISTINCT ON (fingerprint) fingerprint, reasons->0->>'message' AS message, max(id) AS typical
  FROM chosen GROUP BY fingerprint, reasons->0->>'message'
  ORDER BY fingerprint, count(*) DESC, max(id) DESC
)
SELECT t.fingerprint, t.stream, t.contract_version, s.messages, s.by_state, s.first_received,
  s.last_received, t.reasons->0 AS reason, t.sample
FROM states AS s JOIN causes AS c USING (fingerprint) JOIN chosen AS t ON t.id = c.typical
WHERE s.by_state ?| $3::text[]
ORDER BY s.last_received DESC, t.id DESC`,
    values: [filter.stream ?? null, filter.fingerprint ?? null, filter.states ?? ['open', 'held']],
  });
  return rows.map((row) => ({
    fingerprint: row.fingerprint,
    stream: row.stream,
    rule: row.reason?.rule ?? '',
    pointer: row.reason?.pointer ?? '',
    message: row.reason?.message ?? '',
    ...(row.reason?.hint === undefined ? {} : { hint: row.reason.hint }),
    contractVersion: row.contract_version,
    messages: row.messages,
    byState: row.by_state,
    firstReceived: row.first_received,
    lastReceived: row.last_received,
    sample: row.sample,
  }));
}

interface MessageRow extends Row {
  readonly id: string;
  readonly event_id: string;
  readonly state: QuarantineState;
  readonly contract_version: string | null;
  readonly raw_received_at: string;
  readonly first_seen: string;
  readonly reasons: readonly Reason[];
  readonly sample: string | null;
}

/** An incident's messages, newest first. */
export async function incidentMessages(
  session: StoreSession,
  schema: QuarantineSchema,
  fingerprint: string,
  limit: number,
): Promise<readonly QuarantinedMessage[]> {
  const rows = await session.query<MessageRow>({
    text: `SELECT id, event_id, state, contract_version, raw_received_at, first_seen, reasons, sample
FROM ${schema}.quarantine WHERE fingerprint = $1
ORDER BY raw_received_at DESC, id DESC LIMIT $2::bigint`,
    values: [fingerprint, limit],
  });
  return rows.map((row) => ({
    id: row.id,
    eventId: row.event_id,
    state: row.state,
    contractVersion: row.contract_version,
    receivedAt: row.raw_received_at,
    firstSeen: row.first_seen,
    reasons: row.reasons,
    sample: row.sample,
  }));
}
