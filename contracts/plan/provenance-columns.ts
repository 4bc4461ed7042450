import type { Column, Provenance } from './plan.ts';

/** Which record a row comes from; part of every primary key in the curated store. */
const RECORD_COLUMNS: readonly Column[] = [
  provenance('_event_id', 'uuid', 'event-id', 'The event, the same in raw.'),
  provenance('_record', 'integer', 'record', 'Number of the record in its message, from 1.'),
];

export const EVENT_TIME_BASIS = provenance(
  '_event_time_basis',
  'text',
  'event-time-basis',
  'source, received, ambiguous, nonexistent or ahead.',
);

export const RECEIVED_AT = provenance('_received_at', 'timestamptz', 'received-at');
export const CONTRACT_VERSION = provenance('_contract_version', 'text', 'contract-version');

export const COMMITTED_AT: Column = {
  ...provenance('_committed_at', 'timestamptz', 'committed-at', 'From when on it was known here.'),
  default: 'clock',
};

export const TRANSACTION: Column = {
  ...provenance('_tx', 'xid8', 'transaction'),
  default: 'transaction',
};

/** The provenance of a record's row, after its values. */
export const RECORD_PROVENANCE: readonly Column[] = [
  ...RECORD_COLUMNS,
  CONTRACT_VERSION,
  provenance('_event_time', 'timestamptz', 'event-time'),
  EVENT_TIME_BASIS,
  RECEIVED_AT,
  COMMITTED_AT,
  TRANSACTION,
];

/** The provenance of an element's row at array level 1 or 2. */
export function elementProvenance(level: number): readonly Column[] {
  return [
    ...RECORD_COLUMNS,
    ...ordinalNames(level).map((name, index) =>
      provenance(
        name,
        'integer',
        index === 0 ? 'ordinal-1' : 'ordinal-2',
        'Position in its array, from 1.',
      ),
    ),
    TRANSACTION,
  ];
}

/** `_ordinal_1` counts in the outermost array, `_ordinal_2` in the one inside it. */
export function ordinalNames(level: number): readonly string[] {
  return Array.from({ length: level }, (_, index) => `_ordinal_${index + 1}`);
}

export function provenance(
  name: string,
  type: Column['type'],
  part: Provenance,
  comment?: string,
): Column {
  return {
    name,
    type,
    nullable: false,
    source: { kind: 'provenance', part },
    ...(comment === undefined ? {} : { comment }),
  };
}
