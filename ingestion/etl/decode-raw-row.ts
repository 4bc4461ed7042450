import type { Row } from '../../connectors/connector.ts';
import { decodeJson } from '../json/decode-json.ts';
import { platformReason, type Reason } from '../quarantine/reason.ts';

/** SELECT list over a raw table that `RawRow` reads. */
export const rawRowColumns = `event_id::text AS event_id, encode(payload_hash, 'hex') AS payload_hash, conflict, topic,
  contract_major, event_time, event_time_basis, received_at, payload::text AS payload, body`;

/**
 * SQL for the bytes of text that a raw row is. Nothing stored is a measure: a few bytes can be a
 * number of a hundred thousand digits, or a megabyte of blanks.
 */
export const rawRowBytes = `coalesce(octet_length(body), octet_length(payload::text), 0)`;

export interface RawRow extends Row {
  readonly event_id: string;
  readonly payload_hash: string;
  readonly conflict: boolean;
  readonly topic: string;
  readonly contract_major: number | null;
  readonly event_time: string | null;
  readonly event_time_basis: string;
  readonly received_at: string;
  /** jsonb::text, digits as received; null where only the bytes are kept. */
  readonly payload: string | null;
  readonly body: Uint8Array | null;
}

/** A message as JSON text and value, or why it is none. `text` is what a person can look at. */
export type DecodedRow =
  | { readonly text: string; readonly value: unknown }
  | { readonly text: string; readonly reason: Reason };

export function decodeRawRow(row: RawRow): DecodedRow {
  if (row.payload !== null) return { text: row.payload, value: JSON.parse(row.payload) };
  return decodeBytes(row.body ?? new Uint8Array());
}

/** Reads a message from its bytes, refusing what the stores could not hold unchanged. */
export function decodeBytes(body: Uint8Array): DecodedRow {
  const decoded = decodeJson(body);
  if (decoded.kind === 'unreadable') {
    const text = Buffer.from(body).toString(decoded.reason === 'not-utf8' ? 'latin1' : 'utf8');
    return { text, reason: platformReason(decoded.reason) };
  }
  const { text, value, defect } = decoded;
  return defect === undefined
    ? { text, value }
    : { text, reason: platformReason(defect.rule, defect.pointer) };
}
