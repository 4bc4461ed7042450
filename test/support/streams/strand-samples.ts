import type { Tag } from '../../../contracts/model/tag.ts';
import type { SensorDatasetPlan } from '../../../contracts/plan/plan.ts';
import {
  COMMITTED_AT,
  CONTRACT_VERSION,
  EVENT_TIME_BASIS,
  provenance,
  RECEIVED_AT,
  TRANSACTION,
} from '../../../contracts/plan/provenance-columns.ts';

const place = { file: 'products/casting/caster/strand.v1.odcs.yaml', line: 1, column: 1 };

function tag(alias: string, id: string, more: Partial<Tag> = {}): Tag {
  return { alias, id, place, ...more };
}

/**
 * Samples of the strands of a caster, several to a message: a plan literal. The mould level sensor
 * was replaced (new range from March), the speed was renamed by the source.
 */
export const strandSamples: SensorDatasetPlan = {
  kind: 'sensor',
  id: 'caster.strand',
  product: 'caster',
  domain: 'casting',
  dataset: 'strand',
  views: [],
  channel: {
    class: 'sensor',
    topicFilters: ['plant/casting/+/strand/v1'],
    exchange: 'tundish.sensors',
    routingKey: 'caster.strand',
    queue: 'tundish.sensors.caster.strand',
    deadLetterQueue: 'tundish.sensors.caster.strand.dead',
  },
  tags: [
    tag('LVL', 'mould_level', { minimum: '0', maximum: '150' }),
    tag('LVL', 'mould_level', {
      minimum: '0',
      maximum: '200',
      validFrom: '2026-03-01T00:00:00Z',
    }),
    tag('SPD', 'casting_speed', { minimum: '0', maximum: '2.5' }),
    tag('V_CAST', 'casting_speed', { minimum: '0', maximum: '2.5' }),
    tag('NEW', 'new_tag', { validFrom: '2030-01-01T00:00:00Z' }),
  ],
  tables: [
    {
      store: 'metrics',
      name: 'caster_strand',
      comment: 'Samples of the strands.',
      columns: [
        {
          name: 'strand',
          type: 'bigint',
          nullable: false,
          source: { kind: 'value', path: ['strand'] },
        },
        { name: 'tag', type: 'text', nullable: false, source: { kind: 'value', path: ['tag'] } },
        {
          name: 'time',
          type: 'timestamptz',
          nullable: false,
          source: { kind: 'value', path: ['time'] },
        },
        {
          name: 'value',
          type: 'double precision',
          nullable: true,
          source: { kind: 'value', path: ['value'] },
        },
        provenance('quality', 'text', 'quality', 'good, bad or uncertain.'),
        CONTRACT_VERSION,
        EVENT_TIME_BASIS,
        RECEIVED_AT,
        COMMITTED_AT,
        TRANSACTION,
      ],
      primaryKey: ['strand', 'tag', 'time'],
      checks: [],
      indexes: [],
      partition: { column: 'time', interval: 'day' },
      rows: { kind: 'sample' },
    },
  ],
  majors: [
    {
      major: 1,
      version: '1.2.0',
      contractPath: place.file,
      topicFilter: 'plant/casting/+/strand/v1',
      stream: {
        class: 'sensor',
        id: 'caster.strand',
        topic: 'plant/casting/{caster}/strand/v1',
        series: { dimensions: ['strand'], tag: 'tag', value: 'value', quality: 'quality' },
        eventTime: { field: 'time' },
        place,
      },
      payload: { path: 'strand.v1.schema.json', document: {}, records: 'array' },
      fields: [],
      validator: { name: 'caster.strand.v1', sha256: '' },
    },
  ],
};
