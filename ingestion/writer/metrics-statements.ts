import type { ColumnArray, Statement } from '../../connectors/connector.ts';
import { qualifiedName, quoteIdentifier, toStorableText } from '../../contracts/plan/sql-text.ts';
import { isSealed } from '../personal/encrypt.ts';
import { incidentFingerprint } from '../quarantine/fingerprint.ts';
import type { Reason } from '../quarantine/reason.ts';
import type { Sample } from './read-samples.ts';
import type { SampleTable } from './sensor-streams.ts';
import { statementName } from './statement-name.ts';

/** A sample and what its row takes from its message. */
export interface SampleRow {
  readonly sample: Sample;
  readonly version: string;
  readonly receivedAtMs: number;
}

/** Inserts the samples that are new. Result: one row, `fresh`. */
export function insertSamples(table: SampleTable, rows: readonly SampleRow[]): Statement {
  const names = table.dimensions.map(({ column }) => quoteIdentifier(column));
  const first = 8;
  const values = table.dimensions.map((_dimension, at) => `d${at}::${castOf(table, at)}`);
  return {
    name: statementName('samples', table.name),
    text: `WITH stored AS (
  INSERT INTO ${qualifiedName('metrics', table.name)} (${[...names, 'tag', 'time', 'value', 'quality'].join(', ')},
    _contract_version, _event_time_basis, _received_at)
  SELECT ${[...values, 'tag', 'time', 'value', 'quality'].join(', ')}, version, basis, received_at
  FROM unnest($1::text[], $2::timestamptz[], $3::double precision[], $4::text[], $5::text[],
    $6::text[], $7::timestamptz[]${dimensionParameters(table, first)})
    AS s(tag, time, value, quality, version, basis, received_at${dimensionNames(table)})
  ON CONFLICT DO NOTHING
  RETURNING 1
) SELECT count(*)::integer AS fresh FROM stored`,
    values: [
      text(rows, ({ sample }) => sample.tag),
      { columnType: 'timestamptz', items: rows.map(({ sample }) => sample.timeMs) },
      { columnType: 'double precision', items: rows.map(({ sample }) => sample.value) },
      text(rows, ({ sample }) => sample.quality),
      text(rows, ({ version }) => version),
      text(rows, ({ sample }) => sample.timeBasis),
      { columnType: 'timestamptz', items: rows.map(({ receivedAtMs }) => receivedAtMs) },
      ...dimensionColumns(table, rows),
    ],
  };
}

/** Samples (by `position`, from 0) whose key stands in the table with another value or quality. */
export function conflictingSamples(table: SampleTable, rows: readonly SampleRow[]): Statement {
  const first = 5;
  const same = table.dimensions.map(
    ({ column }, at) => `t.${quoteIdentifier(column)} = s.d${at}::${castOf(table, at)}`,
  );
  return {
    name: statementName('differing', table.name),
    text: `SELECT (s.position - 1)::integer AS position
FROM unnest($1::text[], $2::timestamptz[], $3::double precision[], $4::text[]${dimensionParameters(table, first)})
  WITH ORDINALITY AS s(tag, time, value, quality${dimensionNames(table)}, position)
JOIN ${qualifiedName('metrics', table.name)} AS t
  ON ${[...same, 't.tag = s.tag', 't.time = s.time'].join(' AND ')}
WHERE (t.value, t.quality) IS DISTINCT FROM (s.value, s.quality)`,
    values: [
      text(rows, ({ sample }) => sample.tag),
      { columnType: 'timestamptz', items: rows.map(({ sample }) => sample.timeMs) },
      { columnType: 'double precision', items: rows.map(({ sample }) => sample.value) },
      text(rows, ({ sample }) => sample.quality),
      ...dimensionColumns(table, rows),
    ],
  };
}

/** A message some of whose samples could not be stored. */
export interface RefusedMessage {
  readonly stream: string;
  readonly eventId: Uint8Array;
  readonly payloadHash: Uint8Array;
  readonly version: string | null;
  readonly state: 'open' | 'held';
  readonly reasons: readonly Reason[];
  /** Its beginning is not shown. */
  readonly hidden: boolean;
  readonly body: Uint8Array;
  readonly receivedAtMs: number;
}

const MOST_REASONS = 20;
const SAMPLE_BYTES = 2_000;

/** Quarantines messages with their bytes. Result: `position` (from 0) of those that are new. */
export function quarantineMessages(refused: readonly RefusedMessage[]): Statement {
  return {
    name: 'metrics-quarantine',
    text: `WITH given AS (
  SELECT * FROM unnest($1::text[], $2::uuid[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::bytea[], $9::timestamptz[], $10::text[]) WITH ORDINALITY AS q(stream, event_id, payload_hash,
    contract_version, reasons, fingerprint, sample, body, received_at, state, position)
), entered AS (
  INSERT INTO metrics.quarantine (stream, event_id, payload_hash, contract_version, reasons, fingerprint,
    sample, body, state, raw_received_at)
  SELECT stream, event_id, payload_hash, contract_version, reasons::jsonb, fingerprint, sample, body, state,
    received_at
  FROM given ORDER BY stream, event_id, payload_hash
  ON CONFLICT DO NOTHING
  RETURNING stream, event_id, payload_hash
) SELECT (g.position - 1)::integer AS position
FROM given AS g JOIN entered USING (stream, event_id, payload_hash)`,
    values: [
      text(refused, ({ stream }) => stream),
      { columnType: 'uuid', items: refused.map(({ eventId }) => eventId) },
      { columnType: 'bytea', items: refused.map(({ payloadHash }) => payloadHash) },
      { columnType: 'text', items: refused.map(({ version }) => version) },
      text(refused, ({ reasons }) => reasonsText(reasons)),
      text(refused, ({ stream, reasons }) => incidentFingerprint(stream, reasons)),
      text(refused, ({ body, hidden }) => (hidden ? '' : beginningOf(body))),
      { columnType: 'bytea', items: refused.map(({ body }) => body) },
      { columnType: 'timestamptz', items: refused.map(({ receivedAtMs }) => receivedAtMs) },
      text(refused, ({ state }) => state),
    ],
  };
}

export interface SampleFlow {
  readonly stream: string;
  readonly received: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly quarantined: number;
  readonly dropped: Readonly<Record<string, number>>;
}

/** Adds to the counters that live in the transaction of the rows. */
export function addMetricsFlow(worker: string, flows: readonly SampleFlow[]): Statement {
  const numbers = (pick: (flow: SampleFlow) => number): ColumnArray => ({
    columnType: 'bigint',
    items: flows.map(pick),
  });
  return {
    name: 'metrics-flow',
    text: `INSERT INTO metrics.flow AS f (stream, worker, received, stored, duplicate, quarantined, dropped)
SELECT stream, $2::text, received, stored, duplicate, quarantined, dropped::jsonb
FROM unnest($1::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
  AS e(stream, received, stored, duplicate, quarantined, dropped)
ORDER BY stream
ON CONFLICT (stream, worker) DO UPDATE SET
  received = f.received + EXCLUDED.received,
  stored = f.stored + EXCLUDED.stored,
  duplicate = f.duplicate + EXCLUDED.duplicate,
  quarantined = f.quarantined + EXCLUDED.quarantined,
  dropped = f.dropped || (
    SELECT coalesce(jsonb_object_agg(d.key, d.value::bigint + coalesce((f.dropped ->> d.key)::bigint, 0)), '{}')
    FROM jsonb_each_text(EXCLUDED.dropped) AS d)`,
    values: [
      text(flows, ({ stream }) => stream),
      worker,
      numbers(({ received }) => received),
      numbers(({ stored }) => stored),
      numbers(({ duplicate }) => duplicate),
      numbers(({ quarantined }) => quarantined),
      text(flows, ({ dropped }) => JSON.stringify(dropped)),
    ],
  };
}

function text<Item>(items: readonly Item[], pick: (item: Item) => string): ColumnArray {
  return { columnType: 'text', items: items.map(pick) };
}

function castOf(table: SampleTable, at: number): string {
  return table.dimensions[at]?.type ?? 'text';
}

function dimensionParameters(table: SampleTable, first: number): string {
  return table.dimensions.map((_dimension, at) => `, $${first + at}::text[]`).join('');
}

function dimensionNames(table: SampleTable): string {
  return table.dimensions.map((_dimension, at) => `, d${at}`).join('');
}

function dimensionColumns(table: SampleTable, rows: readonly SampleRow[]): readonly ColumnArray[] {
  return table.dimensions.map((_dimension, at) =>
    text(rows, ({ sample }) => sample.dimensions[at] ?? ''),
  );
}

function reasonsText(reasons: readonly Reason[]): string {
  return JSON.stringify(reasons.slice(0, MOST_REASONS), (_name, value: unknown) =>
    typeof value === 'string' ? toStorableText(value) : value,
  );
}

/** Of a message that was encrypted whole nothing is shown. */
function beginningOf(body: Uint8Array): string {
  if (isSealed(body)) return '';
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, SAMPLE_BYTES));
  return toStorableText(head.toString('utf8'));
}
