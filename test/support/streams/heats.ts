import type { EventDatasetPlan } from '../../../contracts/plan/plan.ts';

const place = { file: 'products/casting/caster/heat.v1.odcs.yaml', line: 1, column: 1 };

/** One event stream of a caster, as a plan holds it. */
export const heats: EventDatasetPlan = {
  kind: 'event',
  id: 'caster.heat',
  product: 'caster',
  domain: 'casting',
  dataset: 'heat',
  change: 'append',
  tables: [],
  views: [],
  channel: {
    class: 'event',
    topicFilters: ['plant/casting/+/heat/v1'],
    exchange: 'tundish.events',
    routingKey: 'caster.heat',
    queue: 'caster.heat',
    deadLetterQueue: 'caster.heat.dead',
  },
  raw: {
    store: 'raw',
    name: 'caster_heat',
    ledger: 'caster_heat_ledger',
    conflictLedger: 'caster_heat_conflict_ledger',
  },
  majors: [
    {
      major: 1,
      version: '1.0.0',
      contractPath: place.file,
      topicFilter: 'plant/casting/+/heat/v1',
      stream: {
        class: 'event',
        id: 'caster.heat',
        topic: 'plant/casting/{caster}/heat/v1',
        eventKey: ['source', 'sequence'],
        eventTime: { field: 'cast_end', zone: 'Europe/Berlin' },
        place,
      },
      payload: {
        path: 'products/casting/caster/heat.v1.schema.json',
        document: {},
        records: 'one',
      },
      fields: [],
      validator: { name: 'caster.heat.v1', sha256: '' },
    },
  ],
};

/** A heat report of about 1.5 KB: nested objects, an array, text, local time. */
export function heatReport(sequence: number): string {
  const hour = String(sequence % 24).padStart(2, '0');
  const minute = String(sequence % 60).padStart(2, '0');
  return JSON.stringify({
    source: 'l2-caster-1',
    sequence,
    heat_id: `H26${String(sequence).padStart(7, '0')}`,
    grade: 'S355J2+N',
    cast_start: `2026-11-20T${hour}:${minute}:07.250`,
    cast_end: `2026-11-21T${hour}:${minute}:51.125`,
    ladle: { id: 7 + (sequence % 5), weight_t: 182.4, arm: 'B', opened_by: 'automatic' },
    tundish: { id: 3, temperature_c: 1523.5, superheat_c: 24.5, weight_t: 31.75, powder: 'TP-40' },
    chemistry: Object.fromEntries(
      ['c', 'si', 'mn', 'p', 's', 'cr', 'ni', 'cu', 'mo', 'al', 'v', 'nb', 'ti', 'n'].map(
        (element, index) => [element, Number((0.011 * (index + 1) + sequence * 1e-7).toFixed(6))],
      ),
    ),
    strands: [1, 2, 3, 4, 5, 6].map((strand) => ({
      strand,
      speed_m_min: 1.1 + strand / 100,
      mould_level_mm: 80.2,
      length_m: 412.5 - strand,
      stopped: false,
      remark: strand === 3 ? 'SEN exchanged after the first third; no breakout alarm' : null,
    })),
    operators: ['shift B', 'caster floor', 'level 2'],
    remarks:
      'Heat cast in sequence without interruption. Sample 2 taken at 40 % of the ladle weight.',
  });
}
