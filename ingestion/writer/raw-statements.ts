import type { ColumnArray, ColumnType, Statement } from '../../connectors/connector.ts';
import type { RawTable } from '../../contracts/plan/plan.ts';
import { qualifiedName } from '../../contracts/plan/sql-text.ts';
import type { IdentifiedEvent } from './identify.ts';
import { statementName } from './statement-name.ts';

/**
 * Enters the ids into a ledger and counts those that are new. Sorted, so that two workers with the
 * same messages wait for each other instead of deadlocking. Result: one row, `fresh` and whether the
 * ledger of contents has any of the ids, `beside`. (LIMIT keeps the planner from reading all of it.)
 */
export function enterLedger(raw: RawTable, events: readonly IdentifiedEvent[]): Statement {
  return {
    name: statementName('ledger', raw.ledger),
    text: `WITH entered AS (
  INSERT INTO ${qualifiedName('raw', raw.ledger)} (event_id, payload_hash, first_received_at)
  SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::timestamptz[]) AS e(event_id, payload_hash, received_at)
  ORDER BY event_id
  ON CONFLICT DO NOTHING
  RETURNING 1
) SELECT (SELECT count(*) FROM entered)::integer AS fresh, EXISTS (
  SELECT FROM unnest($1::uuid[]) AS e(event_id) CROSS JOIN LATERAL (
    SELECT FROM ${qualifiedName('raw', raw.conflictLedger)} AS c WHERE c.event_id = e.event_id LIMIT 1
  ) AS c
) AS beside`,
    values: [ids(events), hashes(events), receivedTimes(events)],
  };
}

/**
 * Of events (by `position`, from 0) whose id stands in the ledger of contents: whether their content
 * does (`same`), and whether raw has a message of the id whose major is one of `majors` (`claimed`).
 */
export function storedBeside(
  raw: RawTable,
  events: readonly IdentifiedEvent[],
  majors: readonly number[],
): Statement {
  return {
    name: statementName('beside', raw.conflictLedger),
    text: `SELECT (e.position - 1)::integer AS position, bool_or(c.payload_hash = e.payload_hash) AS same,
  EXISTS (SELECT FROM ${qualifiedName('raw', raw.name)} AS r
    WHERE r.event_id = e.event_id AND r.contract_major = ANY($3::smallint[])) AS claimed
FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY AS e(event_id, payload_hash, position)
JOIN ${qualifiedName('raw', raw.conflictLedger)} AS c USING (event_id)
GROUP BY e.position, e.event_id`,
    values: [ids(events), hashes(events), { columnType: 'smallint', items: majors }],
  };
}

/**
 * Which of the events (by `position`, from 0) the ledger knew before this transaction, and whether
 * with other content. Entries of this transaction are told by their xmin.
 */
export function knownBefore(raw: RawTable, events: readonly IdentifiedEvent[]): Statement {
  return {
    name: statementName('known', raw.ledger),
    text: `SELECT (e.position - 1)::integer AS position, l.payload_hash <> e.payload_hash AS conflict
FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY AS e(event_id, payload_hash, position)
JOIN ${qualifiedName('raw', raw.ledger)} AS l USING (event_id)
WHERE l.xmin <> pg_current_xact_id()::xid`,
    values: [ids(events), hashes(events)],
  };
}

/**
 * Enters contents that differ from the one the ledger holds; result: the `position` of each that
 * is new. An id that the ledger has forgotten meanwhile (its horizon) counts as different.
 */
export function enterConflicts(raw: RawTable, events: readonly IdentifiedEvent[]): Statement {
  return {
    name: statementName('conflict', raw.conflictLedger),
    text: `WITH differing AS MATERIALIZED (
  SELECT e.event_id, e.payload_hash, e.position
  FROM unnest($1::uuid[], $2::bytea[]) WITH ORDINALITY AS e(event_id, payload_hash, position)
  LEFT JOIN ${qualifiedName('raw', raw.ledger)} AS l USING (event_id)
  WHERE l.payload_hash IS DISTINCT FROM e.payload_hash
), entered AS (
  INSERT INTO ${qualifiedName('raw', raw.conflictLedger)} (event_id, payload_hash)
  SELECT event_id, payload_hash FROM differing
  ORDER BY event_id, payload_hash
  ON CONFLICT DO NOTHING
  RETURNING event_id, payload_hash
) SELECT (d.position - 1)::integer AS position
FROM differing AS d JOIN entered USING (event_id, payload_hash)`,
    values: [ids(events), hashes(events)],
  };
}

/**
 * Raw rows, in the order given. The text goes in as it came; JSONB parses it once. What JSONB would
 * refuse or change (and everything, where `asBytes`) is kept as bytes.
 */
export function insertRaw(
  raw: RawTable,
  events: readonly IdentifiedEvent[],
  conflict: boolean,
  asBytes: boolean,
): Statement {
  return {
    name: statementName('raw', raw.name),
    text: `INSERT INTO ${qualifiedName('raw', raw.name)} (event_id, payload_hash, conflict, topic,
  contract_major, event_time, event_time_basis, received_at, payload, body)
SELECT event_id, payload_hash, $10::boolean, topic,
  contract_major, event_time, event_time_basis, received_at, payload::jsonb, body
FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::smallint[], $5::timestamptz[], $6::text[],
  $7::timestamptz[], $8::text[], $9::bytea[]) AS e(event_id, payload_hash, topic,
  contract_major, event_time, event_time_basis, received_at, payload, body)`,
    values: [
      ids(events),
      hashes(events),
      column('text', events, ({ message }) => message.topic.replaceAll('\0', '\ufffd')),
      column('smallint', events, ({ major }) => major ?? null),
      column('timestamptz', events, ({ eventTime }) => eventTime?.ms ?? null),
      column('text', events, ({ eventTime }) => eventTime?.basis ?? 'received'),
      receivedTimes(events),
      payloads(events, asBytes),
      bodies(events, asBytes),
      conflict,
    ],
  };
}

/** What no stream claims, once per topic and content. Result: one row, `fresh`. */
export function insertUnrouted(events: readonly IdentifiedEvent[], asBytes: boolean): Statement {
  return {
    name: 'tundish-unrouted',
    text: `WITH stored AS (
  INSERT INTO raw.unrouted (event_id, payload_hash, topic, received_at, payload, body)
  SELECT event_id, payload_hash, topic, received_at, payload::jsonb, body
  FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::timestamptz[], $5::text[], $6::bytea[])
    AS e(event_id, payload_hash, topic, received_at, payload, body)
  ORDER BY event_id
  ON CONFLICT DO NOTHING
  RETURNING 1
) SELECT count(*)::integer AS fresh FROM stored`,
    values: [
      ids(events),
      hashes(events),
      column('text', events, ({ message }) => message.topic.replaceAll('\0', '\ufffd')),
      receivedTimes(events),
      payloads(events, asBytes),
      bodies(events, asBytes),
    ],
  };
}

export interface StreamFlow {
  readonly stream: string;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly conflict: number;
}

/** Adds to the counters that live in the transaction of the rows. */
export function addRawFlow(worker: string, flows: readonly StreamFlow[]): Statement {
  const numbers = (pick: (flow: StreamFlow) => number): ColumnArray => ({
    columnType: 'bigint',
    items: flows.map(pick),
  });
  return {
    name: 'tundish-raw-flow',
    text: `INSERT INTO raw.flow AS f (stream, worker, received, stored, duplicate, conflict)
SELECT stream, $2::text, received, stored, duplicate, conflict
FROM unnest($1::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
  AS e(stream, received, stored, duplicate, conflict)
ORDER BY stream
ON CONFLICT (stream, worker) DO UPDATE SET
  received = f.received + EXCLUDED.received,
  stored = f.stored + EXCLUDED.stored,
  duplicate = f.duplicate + EXCLUDED.duplicate,
  conflict = f.conflict + EXCLUDED.conflict`,
    values: [
      { columnType: 'text', items: flows.map(({ stream }) => stream) },
      worker,
      numbers(({ received }) => received),
      numbers(({ stored }) => stored),
      numbers(({ duplicate }) => duplicate),
      numbers(({ conflict }) => conflict),
    ],
  };
}

function column(
  columnType: ColumnType,
  events: readonly IdentifiedEvent[],
  pick: (event: IdentifiedEvent) => ColumnArray['items'][number],
): ColumnArray {
  return { columnType, items: events.map(pick) };
}

function ids(events: readonly IdentifiedEvent[]): ColumnArray {
  return column('uuid', events, ({ eventId }) => eventId);
}

function hashes(events: readonly IdentifiedEvent[]): ColumnArray {
  return column('bytea', events, ({ payloadHash }) => payloadHash);
}

function receivedTimes(events: readonly IdentifiedEvent[]): ColumnArray {
  return column('timestamptz', events, ({ message }) => message.receivedAtMs);
}

function payloads(events: readonly IdentifiedEvent[], asBytes: boolean): ColumnArray {
  return column('text', events, ({ message, faithful }) =>
    faithful && !asBytes ? message.body : null,
  );
}

function bodies(events: readonly IdentifiedEvent[], asBytes: boolean): ColumnArray {
  return column('bytea', events, ({ message, faithful }) =>
    faithful && !asBytes ? null : message.body,
  );
}
