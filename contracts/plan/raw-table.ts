import { indexName } from './names.ts';
import type { Column, ColumnDefault, RawTable, StoreName, Table } from './plan.ts';
import type { PostgresType } from './postgres-type.ts';

/**
 * The platform's own tables, as the same Table values that datasets have, so that the generator,
 * introspection and the runtime agree on their columns.
 */

/** The raw table of an event dataset and its two ledgers, in this order. */
export function rawTables(raw: RawTable): readonly Table[] {
  return [
    {
      store: 'raw',
      name: raw.name,
      comment: 'Messages as received, never changed. One row per event id, and one per conflict.',
      columns: [
        identity('seq'),
        column('event_id', 'uuid'),
        column('payload_hash', 'bytea'),
        column('conflict', 'boolean', {
          default: 'false',
          comment: 'Same event id as an earlier row, other content.',
        }),
        column('topic', 'text'),
        column('contract_major', 'smallint', { nullable: true }),
        column('event_time', 'timestamptz', { nullable: true }),
        column('event_time_basis', 'text', {
          comment: 'source, received, ambiguous, nonexistent or ahead.',
        }),
        column('received_at', 'timestamptz'),
        ...committed('committed_at', 'tx'),
        column('payload', 'jsonb', { nullable: true }),
        column('body', 'bytea', {
          nullable: true,
          comment: 'The bytes, where jsonb would refuse or change them.',
        }),
      ],
      primaryKey: [],
      checks: [],
      indexes: [
        { name: indexName(raw.name, 'tx_seq'), elements: ['"tx"', '"seq"'] },
        { name: indexName(raw.name, 'event_id'), elements: ['"event_id"'] },
      ],
      partition: { column: 'received_at', interval: 'month' },
      rows: { kind: 'platform' },
    },
    {
      store: 'raw',
      name: raw.ledger,
      comment: `Event ids that ${raw.name} holds: uniqueness across its partitions.`,
      columns: [
        column('event_id', 'uuid'),
        column('payload_hash', 'bytea'),
        column('first_received_at', 'timestamptz'),
      ],
      primaryKey: ['event_id'],
      checks: [],
      indexes: [],
      rows: { kind: 'platform' },
    },
    {
      store: 'raw',
      name: raw.conflictLedger,
      comment: `Conflicting contents that ${raw.name} holds: each is stored once.`,
      columns: [column('event_id', 'uuid'), column('payload_hash', 'bytea')],
      primaryKey: ['event_id', 'payload_hash'],
      checks: [],
      indexes: [],
      rows: { kind: 'platform' },
    },
  ];
}

/** Tables of one store that belong to no dataset. */
export function platformTables(store: StoreName): readonly Table[] {
  switch (store) {
    case 'raw':
      return [UNROUTED, RAW_FLOW];
    case 'metrics':
      return [METRICS_FLOW, quarantine('metrics')];
    case 'curated':
      return [quarantine('curated'), checkpoint('curated')];
    case 'business':
      return [checkpoint('business')];
  }
}

const UNROUTED: Table = {
  store: 'raw',
  name: 'unrouted',
  comment: 'Messages below the topic root that no stream claims, once per topic and content.',
  columns: [
    identity('seq'),
    column('event_id', 'uuid'),
    column('payload_hash', 'bytea'),
    column('topic', 'text'),
    column('received_at', 'timestamptz'),
    ...committed('committed_at', 'tx'),
    column('payload', 'jsonb', { nullable: true }),
    column('body', 'bytea', { nullable: true }),
  ],
  primaryKey: ['event_id'],
  checks: [],
  indexes: [],
  rows: { kind: 'platform' },
};

const RAW_FLOW: Table = {
  store: 'raw',
  name: 'flow',
  comment: 'Messages per stream and worker, counted in the transaction of the rows.',
  columns: [
    column('stream', 'text'),
    column('worker', 'text'),
    ...counters(['received', 'stored', 'duplicate', 'conflict']),
  ],
  primaryKey: ['stream', 'worker'],
  checks: [],
  indexes: [],
  rows: { kind: 'platform' },
};

const METRICS_FLOW: Table = {
  store: 'metrics',
  name: 'flow',
  comment: 'Samples per stream and worker, counted in the transaction of the rows.',
  columns: [
    column('stream', 'text'),
    column('worker', 'text'),
    ...counters(['received', 'stored', 'duplicate', 'quarantined']),
    column('dropped', 'jsonb', { default: 'empty-object', comment: 'Samples by reason.' }),
  ],
  primaryKey: ['stream', 'worker'],
  checks: [],
  indexes: [],
  rows: { kind: 'platform' },
};

function quarantine(store: 'metrics' | 'curated'): Table {
  return {
    store,
    name: 'quarantine',
    comment: 'What breaks its contract and waits for a person.',
    columns: [
      identity('id'),
      column('stream', 'text'),
      column('event_id', 'uuid'),
      column('payload_hash', 'bytea'),
      column('contract_version', 'text', { nullable: true }),
      column('reasons', 'jsonb', { comment: 'Array of {pointer, rule, message, expected}.' }),
      column('fingerprint', 'text', { comment: 'The incident: stream, rule and pointer.' }),
      column('sample', 'text', { nullable: true, comment: 'Beginning of the payload.' }),
      column('body', 'bytea', { nullable: true, comment: 'The bytes, where no raw row has them.' }),
      column('state', 'text', { comment: 'open, held, replayed or discarded.' }),
      column('raw_received_at', 'timestamptz'),
      column('first_seen', 'timestamptz', { default: 'clock' }),
    ],
    primaryKey: ['id'],
    checks: [
      {
        name: 'quarantine_state_values',
        expression: `"state" IN ('open', 'held', 'replayed', 'discarded')`,
      },
    ],
    indexes: [
      {
        name: 'quarantine_message_key',
        elements: ['"stream"', '"event_id"', '"payload_hash"'],
        unique: true,
      },
      { name: 'quarantine_incident_idx', elements: ['"fingerprint"', '"state"'] },
    ],
    rows: { kind: 'platform' },
  };
}

function checkpoint(store: 'curated' | 'business'): Table {
  return {
    store,
    name: 'checkpoint',
    comment: 'How far each step has read, written in the transaction of its rows.',
    columns: [
      column('step', 'text'),
      column('position', 'jsonb'),
      column('updated_at', 'timestamptz', { default: 'clock' }),
    ],
    primaryKey: ['step'],
    checks: [],
    indexes: [],
    rows: { kind: 'platform' },
  };
}

function identity(name: string): Column {
  return column(name, 'bigint', { default: 'identity' });
}

function committed(at: string, transaction: string): readonly Column[] {
  return [
    column(at, 'timestamptz', { default: 'clock' }),
    column(transaction, 'xid8', { default: 'transaction' }),
  ];
}

function counters(names: readonly string[]): readonly Column[] {
  return names.map((name) => column(name, 'bigint', { default: 'zero' }));
}

function column(
  name: string,
  type: PostgresType,
  options: {
    readonly nullable?: true;
    readonly default?: ColumnDefault;
    readonly comment?: string;
  } = {},
): Column {
  return {
    name,
    type,
    nullable: options.nullable ?? false,
    source: { kind: 'platform' },
    ...(options.default === undefined ? {} : { default: options.default }),
    ...(options.comment === undefined ? {} : { comment: options.comment }),
  };
}
