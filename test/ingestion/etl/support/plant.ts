import { createHash } from 'node:crypto';
import { afterAll } from 'vitest';
import type { Store, StoreSession } from '../../../../connectors/connector.ts';
import { postgresStore } from '../../../../connectors/postgres/postgres-store.ts';
import type { Plan } from '../../../../contracts/plan/plan.ts';
import { applyPlan } from '../../../../deploy/database/apply-plan.ts';
import type { Validate } from '../../../../ingestion/etl/judge-row.ts';
import { postgres15, postgres18 } from '../../../support/services/services.ts';
import { plantPlan } from './heat-plan.ts';

const opened: Store[] = [];
afterAll(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
});

export async function closeStore(store: Store): Promise<void> {
  opened.splice(opened.indexOf(store), 1);
  await store.close();
}

/** A database of its own with the tables of a plan; all four stores are in it. */
export async function emptyPlant(
  plan: Plan = plantPlan,
  server: 'PostgreSQL 15' | 'PostgreSQL 18' = 'PostgreSQL 15',
): Promise<{ readonly store: Store; readonly url: string }> {
  const database = await (server === 'PostgreSQL 15' ? postgres15() : postgres18());
  if (database === undefined) throw new Error(`${server} is not there`);
  const store = openStore(database.url);
  const stores = { raw: store, metrics: store, curated: store, business: store };
  const applied = await applyPlan(plan, stores, { now: Date.UTC(2026, 2, 1) });
  if (applied.kind === 'refused') throw new Error(JSON.stringify(applied.refusals));
  return { store, url: database.url };
}

export function openStore(url: string): Store {
  const store = postgresStore(url, { poolMax: 8 });
  opened.push(store);
  return store;
}

export interface RawInput {
  readonly payload?: unknown;
  /** JSON as written, where digits matter. */
  readonly text?: string;
  readonly body?: Uint8Array;
  readonly eventId?: string;
  readonly major?: number | null;
  readonly conflict?: boolean;
  readonly eventTime?: string;
}

export function eventIdOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

/** Puts messages into raw as a writer would: one INSERT, with its counters. */
export async function receive(
  session: StoreSession,
  messages: readonly RawInput[],
  table = 'heat',
): Promise<void> {
  const rows = messages.map((message) => {
    const text = message.text ?? JSON.stringify(message.payload ?? null);
    const bytes = message.body ?? Buffer.from(text);
    return {
      event_id: message.eventId ?? eventIdOf(text),
      payload_hash: createHash('sha1').update(bytes).digest('hex'),
      conflict: message.conflict ?? false,
      contract_major: message.major === undefined ? 1 : message.major,
      event_time: message.eventTime ?? '2026-03-01T06:00:00Z',
      payload: message.body === undefined ? text : null,
      body: message.body === undefined ? null : Buffer.from(message.body).toString('hex'),
    };
  });
  await session.query({
    text: `INSERT INTO raw.${table} (event_id, payload_hash, conflict, topic, contract_major, event_time, event_time_basis, received_at, payload, body)
SELECT event_id, decode(payload_hash, 'hex'), conflict, 'plant/heat', contract_major, event_time, 'source', '2026-03-01T07:00:00Z', payload::jsonb, decode(body, 'hex')
FROM json_to_recordset($1::json) AS r (event_id uuid, payload_hash text, conflict boolean, contract_major smallint, event_time timestamptz, payload text, body text)`,
    values: [JSON.stringify(rows)],
  });
  await session.query({
    text: `INSERT INTO raw.flow (stream, worker, received, stored, conflict) VALUES ('heat.heat', 'test', $1, $1, $2)
ON CONFLICT (stream, worker) DO UPDATE SET received = flow.received + excluded.received, stored = flow.stored + excluded.stored, conflict = flow.conflict + excluded.conflict`,
    values: [rows.length, rows.filter(({ conflict }) => conflict).length],
  });
}

export interface Heat {
  readonly heat_id: string;
  readonly revision?: number;
  readonly caster?: number;
  readonly [member: string]: unknown;
}

export function heat(about: Heat): Record<string, unknown> {
  return { caster: 1, revision: 1, status: 'cast', chemistry: { c: 0.12 }, ...about };
}

/** Stands in for a built validator: a weight must be a number, a heat has an id. */
export const validateHeat: Validate = (value) => {
  const record = value as Record<string, unknown>;
  if (typeof record.heat_id !== 'string') {
    return [{ pointer: '', rule: 'required', message: 'heat_id is missing', expected: 'heat_id' }];
  }
  return 'weight' in record && typeof record.weight !== 'number'
    ? [{ pointer: '/weight', rule: 'type', message: 'weight is no number', expected: 'number' }]
    : null;
};

export async function count(store: StoreSession, from: string): Promise<number> {
  const [row] = await store.query<{ n: number }>({
    text: `SELECT count(*)::integer AS n FROM ${from}`,
  });
  return row?.n ?? 0;
}
