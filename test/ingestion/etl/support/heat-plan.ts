import type { IncrementalRefresh } from '../../../../contracts/model/transform.ts';
import type {
  Column,
  ComputedDatasetPlan,
  EventDatasetPlan,
  Plan,
  SensorDatasetPlan,
  Table,
  View,
} from '../../../../contracts/plan/plan.ts';
import type { PostgresType } from '../../../../contracts/plan/postgres-type.ts';
import {
  COMMITTED_AT,
  elementProvenance,
  provenance,
  RECORD_PROVENANCE,
  TRANSACTION,
} from '../../../../contracts/plan/provenance-columns.ts';

/** A small plant by hand: revised heats with samples, a strand signal, key figures, a roll-up. */

const place = { file: 'test', line: 1, column: 1 };

function value(
  name: string,
  type: PostgresType,
  nullable = true,
  path: readonly string[] = [name],
): Column {
  return { name, type, nullable, source: { kind: 'value', path } };
}

const heatTable: Table = {
  store: 'curated',
  name: 'heat',
  comment: 'Heats',
  columns: [
    value('heat_id', 'text', false),
    value('caster', 'bigint', false),
    value('grade', 'text'),
    value('weight', 'numeric'),
    value('revision', 'bigint', false),
    value('status', 'text'),
    value('cast_start', 'timestamptz'),
    value('cast_end', 'timestamptz'),
    value('chemistry_c', 'numeric', true, ['chemistry', 'c']),
    value('tags', 'text[]'),
    value('extra', 'jsonb'),
    ...RECORD_PROVENANCE,
  ],
  primaryKey: ['_event_id', '_record'],
  checks: [{ name: 'heat_weight_maximum', expression: '"weight" <= 1000' }],
  indexes: [
    {
      name: 'heat_key_idx',
      elements: ['"heat_id"', '"revision" DESC NULLS LAST', '"_event_time" DESC NULLS LAST'],
    },
    { name: 'heat_tx_idx', elements: ['"_tx"'] },
  ],
  rows: { kind: 'record' },
};

const samplesTable: Table = {
  store: 'curated',
  name: 'heat_samples',
  comment: 'Samples',
  columns: [
    {
      name: 'heat_id',
      type: 'text',
      nullable: false,
      source: { kind: 'value', path: ['heat_id'], of: 'record' },
    },
    value('temperature', 'numeric', false),
    ...elementProvenance(1),
  ],
  primaryKey: ['_event_id', '_record', '_ordinal_1'],
  checks: [],
  indexes: [{ name: 'heat_samples_tx_idx', elements: ['"_tx"'] }],
  rows: { kind: 'elements', paths: [['samples']] },
};

function view(table: Table, name: string, definition: View['definition']): View {
  return {
    store: table.store,
    name,
    major: 1,
    comment: table.comment,
    definition,
    columns: table.columns
      .filter((column) => column.name !== '_tx')
      .map(({ name: column, type, nullable }) => ({ name: column, column, type, nullable })),
  };
}

const channel = {
  class: 'event' as const,
  topicFilters: ['plant/heat'],
  exchange: 'x',
  routingKey: 'x',
  queue: 'x',
  deadLetterQueue: 'x',
};

export const heatPlan: EventDatasetPlan = {
  kind: 'event',
  id: 'heat.heat',
  product: 'heat',
  domain: 'casting',
  dataset: 'heat',
  change: 'revise',
  channel,
  raw: {
    store: 'raw',
    name: 'heat',
    ledger: 'heat_ledger',
    conflictLedger: 'heat_conflict_ledger',
  },
  tables: [heatTable, samplesTable],
  views: [
    view(heatTable, 'heat_v1', {
      kind: 'newest',
      table: 'heat',
      key: ['heat_id'],
      order: ['revision', '_event_time', '_event_id', '_record'],
      hidden: { kind: 'equals', column: 'status', value: 'cancelled' },
    }),
    view(samplesTable, 'heat_samples_v1', {
      kind: 'children-of-newest',
      table: 'heat_samples',
      parentView: 'heat_v1',
      key: [{ child: 'heat_id', parent: 'heat_id' }],
    }),
    view(heatTable, 'heat_history_v1', { kind: 'all', table: 'heat' }),
  ],
  majors: [
    {
      major: 1,
      version: '1.2.0',
      contractPath: 'heat.v1.odcs.yaml',
      topicFilter: 'plant/heat',
      stream: {
        class: 'event',
        id: 'heat.heat',
        topic: 'plant/heat',
        eventKey: ['heat_id', 'revision'],
        place,
      },
      payload: { path: 'heat.v1.schema.json', document: {}, records: 'one' },
      fields: [],
      validator: { name: 'heat.heat.v1', sha256: '' },
    },
  ],
};

const strandTable: Table = {
  store: 'metrics',
  name: 'strand',
  comment: 'Strand signals',
  columns: [
    value('caster', 'bigint', false),
    value('tag', 'text', false),
    value('time', 'timestamptz', false),
    value('value', 'double precision'),
    value('quality', 'text', false),
    COMMITTED_AT,
    TRANSACTION,
  ],
  primaryKey: ['caster', 'tag', 'time'],
  checks: [],
  indexes: [{ name: 'strand_tx_idx', elements: ['"_tx"'] }],
  rows: { kind: 'sample' },
};

const strandPlan: SensorDatasetPlan = {
  kind: 'sensor',
  id: 'strand.strand',
  product: 'strand',
  domain: 'casting',
  dataset: 'strand',
  channel: { ...channel, class: 'sensor' },
  tables: [strandTable],
  views: [view(strandTable, 'strand_v1', { kind: 'good-samples', table: 'strand' })],
  majors: [],
  tags: [],
};

export function computedPlan(about: {
  readonly name: string;
  readonly columns: readonly (readonly [string, PostgresType])[];
  readonly key: readonly string[];
  readonly sql: string;
  readonly reads: ComputedDatasetPlan['transform']['reads'];
  readonly refresh: IncrementalRefresh | { readonly kind: 'full' };
}): ComputedDatasetPlan {
  const table: Table = {
    store: 'business',
    name: about.name,
    comment: about.name,
    columns: [
      ...about.columns.map(
        ([name, type]): Column => ({
          name,
          type,
          nullable: !about.key.includes(name),
          source: { kind: 'result', column: name },
        }),
      ),
      { ...COMMITTED_AT },
      { ...TRANSACTION },
      provenance('_cause', 'jsonb', 'cause'),
      { ...provenance('_gone', 'boolean', 'gone'), default: 'false' },
    ],
    primaryKey: [...about.key, '_tx'],
    checks: [],
    indexes: [{ name: `${about.name}_tx_idx`, elements: ['"_tx"'] }],
    rows: { kind: 'computed' },
  };
  return {
    kind: 'computed',
    id: `${about.name}.${about.name}`,
    product: about.name,
    domain: 'casting',
    dataset: about.name,
    change: 'revise',
    key: about.key,
    major: 1,
    version: '1.0.0',
    contractPath: `${about.name}.v1.odcs.yaml`,
    transform: {
      path: `${about.name}.sql`,
      sql: about.sql,
      reads: about.reads,
      refresh: about.refresh,
      place,
    },
    tables: [table],
    views: [
      view(table, `${about.name}_v1`, {
        kind: 'newest',
        table: about.name,
        key: about.key,
        order: ['_tx'],
        hidden: { kind: 'true', column: '_gone' },
      }),
      view(table, `${about.name}_history_v1`, { kind: 'all', table: about.name }),
    ],
  };
}

export const kpiPlan = computedPlan({
  name: 'heat_kpi',
  columns: [
    ['heat_id', 'text'],
    ['caster', 'bigint'],
    ['carbon', 'numeric'],
    ['samples', 'bigint'],
    ['temperature_max', 'numeric'],
    ['speed_mean', 'numeric'],
  ],
  key: ['heat_id'],
  sql: `-- Key figures per heat.
SELECT h.heat_id, h.caster, h.chemistry_c AS carbon, s.samples, s.temperature_max, m.speed_mean
FROM curated.heat_v1 h
CROSS JOIN LATERAL (SELECT count(*) AS samples, max(temperature) AS temperature_max
  FROM curated.heat_samples_v1 s WHERE s._event_id = h._event_id AND s._record = h._record) s
CROSS JOIN LATERAL (SELECT avg(value::numeric) AS speed_mean FROM metrics.strand_v1 m
  WHERE m.caster = h.caster AND m.time >= h.cast_start AND m.time < h.cast_end) m -- end`,
  reads: [
    { store: 'curated', view: 'heat_samples_v1' },
    { store: 'curated', view: 'heat_v1' },
    { store: 'metrics', view: 'strand_v1' },
  ],
  refresh: {
    kind: 'incremental',
    key: ['heat_id'],
    changedBy: [
      {
        view: { store: 'curated', view: 'heat_v1' },
        keys: { kind: 'columns', columns: ['heat_id'] },
      },
      {
        view: { store: 'metrics', view: 'strand_v1' },
        keys: {
          kind: 'select',
          sql: `SELECT DISTINCT h.heat_id FROM changed AS c
JOIN curated.heat_v1 AS h ON h.caster = c.caster AND c.time >= h.cast_start AND c.time < h.cast_end`,
        },
      },
    ],
  },
});

export const casterPlan = computedPlan({
  name: 'caster_kpi',
  columns: [
    ['caster', 'bigint'],
    ['heats', 'bigint'],
    ['carbon_sum', 'numeric'],
  ],
  key: ['caster'],
  sql: 'SELECT caster, count(*) AS heats, sum(carbon) AS carbon_sum FROM business.heat_kpi_v1 GROUP BY caster',
  reads: [{ store: 'business', view: 'heat_kpi_v1' }],
  refresh: {
    kind: 'incremental',
    key: ['caster'],
    changedBy: [
      {
        view: { store: 'business', view: 'heat_kpi_v1' },
        keys: { kind: 'columns', columns: ['caster'] },
      },
    ],
  },
});

export const plantPlan: Plan = {
  formatVersion: 1,
  plant: 'test',
  timeZone: 'Europe/Berlin',
  topicRoot: 'plant',
  datasets: [casterPlan, heatPlan, kpiPlan, strandPlan],
  grants: [],
};
