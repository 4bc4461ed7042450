import { describe, expect, test } from 'vitest';
import type { Store } from '../../../connectors/connector.ts';
import type { Calendar } from '../../../contracts/model/plant.ts';
import type { Tag } from '../../../contracts/model/tag.ts';
import type { IncrementalRefresh } from '../../../contracts/model/transform.ts';
import type { ComputedDatasetPlan, Plan } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { planProblems } from '../../../contracts/plan/plan-problems.ts';
import { applyPlan } from '../../../deploy/database/apply-plan.ts';
import {
  calendar,
  computedDataset,
  contract,
  eventDataset,
  field,
  filesDataset,
  optional,
  plant,
  product,
  sensorDataset,
  tag,
  validators,
} from '../../contracts/plan/example-plant.ts';
import { describeWith } from '../../support/services/services.ts';
import { emptyPlant } from './support/plant.ts';
import { compute, drain } from './support/steps.ts';

/** Tonnes per shift and mean speed per tag, over the calendar, the tag register and a file set. */

interface Parts {
  readonly calendar?: Partial<Calendar>;
  readonly tags?: readonly Tag[];
  readonly files?: readonly (readonly (string | null)[])[];
}

const shifts = [
  { name: 'early', start: '06:00' },
  { name: 'late', start: '14:00' },
  { name: 'night', start: '22:00' },
];

const byDay: IncrementalRefresh = {
  kind: 'incremental',
  key: ['day', 'shift'],
  changedBy: [
    {
      view: { store: 'curated', view: 'calendar_production_day_v1' },
      keys: { kind: 'columns', columns: ['day', 'shift'] },
    },
    {
      view: { store: 'curated', view: 'melt_v1' },
      keys: {
        kind: 'select',
        sql: `SELECT c.day, c.shift FROM changed m
JOIN curated.calendar_production_day_v1 c ON m.at >= c.starts_at AND m.at < c.ends_at`,
      },
    },
  ],
};

function mesh(parts: Parts = {}): { readonly plan: Plan; readonly problems: readonly unknown[] } {
  const melt = eventDataset(
    'melt',
    [field('id', 'integer'), field('at', 'timestamp'), field('weight', 'number')],
    { key: ['id'] },
  );
  const tonnes = withTransform(
    computedDataset(
      'tonnes',
      [field('day', 'date'), field('shift', 'string'), field('weight', 'number')],
      ['day', 'shift'],
      `SELECT c.day, c.shift, sum(m.weight) AS weight
FROM curated.calendar_production_day_v1 c
JOIN curated.melt_v1 m ON m.at >= c.starts_at AND m.at < c.ends_at
GROUP BY c.day, c.shift`,
    ),
    ['curated.calendar_production_day_v1', 'curated.melt_v1'],
    byDay,
  );
  const relative = withTransform(
    computedDataset(
      'relative',
      [field('tag', 'string'), field('highest', 'number')],
      ['tag'],
      `SELECT tag, round(max(value::numeric / maximum), 3) AS highest
FROM metrics.strand_history_v1 WHERE maximum > 0 GROUP BY tag`,
    ),
    ['metrics.strand_history_v1'],
    {
      kind: 'incremental',
      key: ['tag'],
      changedBy: [
        {
          view: { store: 'metrics', view: 'strand_history_v1' },
          keys: { kind: 'columns', columns: ['tag'] },
        },
      ],
    },
  );
  const pictures = withTransform(
    computedDataset(
      'pictures',
      [field('media_type', 'string'), field('files', 'integer')],
      ['media_type'],
      'SELECT media_type, count(*)::numeric AS files FROM curated.surface_v1 GROUP BY media_type',
    ),
    ['curated.surface_v1'],
    {
      kind: 'incremental',
      key: ['media_type'],
      changedBy: [
        {
          view: { store: 'curated', view: 'surface_v1' },
          keys: { kind: 'columns', columns: ['media_type'] },
        },
      ],
    },
  );
  const whole = {
    ...plant([
      product('melt', [contract('melt', 1, [melt])]),
      product('strand', [
        contract('strand', 1, [
          sensorDataset(
            'strand',
            1000,
            parts.tags ?? [tag('speed', { maximum: '2' }), tag('level', { maximum: '100' })],
          ),
        ]),
      ]),
      product('surface', [
        contract('surface', 1, [
          filesDataset(
            'surface',
            [optional('width', 'number')],
            parts.files ?? [file('a', 'image/png'), file('b', 'video/mp4')],
          ),
        ]),
      ]),
      ...[tonnes, relative, pictures].map((one) =>
        product(one.name, [contract(one.name, 1, [one])]),
      ),
    ]),
    calendars: [calendar({ from: '2026-03-01', until: '2026-03-31', shifts, ...parts.calendar })],
  };
  return { plan: planPlant(whole, validators), problems: planProblems(whole) };
}

function file(name: string, mediaType: string): readonly (string | null)[] {
  return [name, '1', 'ab'.repeat(32), mediaType, null];
}

function withTransform(
  dataset: ReturnType<typeof computedDataset>,
  reads: readonly string[],
  refresh: IncrementalRefresh,
): ReturnType<typeof computedDataset> {
  if (dataset.source.kind !== 'transform') return dataset;
  const transform = {
    ...dataset.source.transform,
    reads: reads.map((name) => {
      const [store = '', view = ''] = name.split('.');
      return { store: store as 'curated' | 'metrics', view };
    }),
    refresh,
  };
  return { ...dataset, source: { ...dataset.source, transform } };
}

function computed(plan: Plan, name: string): ComputedDatasetPlan {
  const found = plan.datasets.find((one) => one.kind === 'computed' && one.dataset === name);
  if (found?.kind !== 'computed') throw new Error(`no dataset ${name}`);
  return found;
}

async function apply(plan: Plan, store: Store): Promise<void> {
  const stores = { raw: store, metrics: store, curated: store, business: store };
  const result = await applyPlan(plan, stores, { now: Date.UTC(2026, 2, 1) });
  expect(result.refusals).toEqual([]);
}

async function melt(store: Store, id: number, at: string, weight: number): Promise<void> {
  await store.query({
    text: `INSERT INTO curated.melt (id, at, weight, _event_id, _record, _contract_version, _event_time, _event_time_basis, _received_at)
      VALUES ($1, $2, $3, gen_random_uuid(), 1, '1.0.0', $2, 'source', now())`,
    values: [id, at, weight],
  });
}

const tonnesOf = (store: Store) =>
  store.query({
    text: `SELECT day::text, shift, weight, (SELECT count(*)::integer FROM business.tonnes_history_v1 h WHERE (h.day, h.shift) = (t.day, t.shift)) AS revisions
      FROM business.tonnes_v1 t ORDER BY day, shift`,
  });

describeWith('PostgreSQL 15', 'a business step over reference tables', () => {
  test('computes by the calendar, through a day of 23 hours', async () => {
    const { plan, problems } = mesh();
    expect(problems).toEqual([]);
    const { store } = await emptyPlant(plan);
    await melt(store, 1, '2026-03-28T21:30:00Z', 100);
    await melt(store, 2, '2026-03-29T03:59:59Z', 50);
    await melt(store, 3, '2026-03-29T04:00:00Z', 7);
    await drain(compute(store, computed(plan, 'tonnes'), plan));
    expect(await tonnesOf(store)).toEqual([
      { day: '2026-03-28', shift: 'night', weight: '150', revisions: 1 },
      { day: '2026-03-29', shift: 'early', weight: '7', revisions: 1 },
    ]);
  });

  test('computes again the shifts that a new calendar touches, and only them', async () => {
    const { plan } = mesh();
    const { store } = await emptyPlant(plan);
    await melt(store, 1, '2026-03-10T13:30:00+01:00', 100);
    await melt(store, 2, '2026-03-10T15:00:00+01:00', 50);
    await melt(store, 3, '2026-03-10T23:00:00+01:00', 7);
    await drain(compute(store, computed(plan, 'tonnes'), plan));
    const later = mesh({
      calendar: {
        shifts: [
          { name: 'early', start: '06:00' },
          { name: 'late', start: '13:00' },
          { name: 'night', start: '22:00' },
        ],
      },
    }).plan;
    await apply(later, store);
    const step = compute(store, computed(later, 'tonnes'), later);
    expect(await step.runOnce()).toMatchObject({
      outcome: 'moved',
      counts: { revised: 1, gone: 1 },
    });
    expect(await tonnesOf(store)).toEqual([
      { day: '2026-03-10', shift: 'late', weight: '150', revisions: 2 },
      { day: '2026-03-10', shift: 'night', weight: '7', revisions: 1 },
    ]);
    expect(await step.runOnce()).toEqual({ outcome: 'idle' });
  });

  test('takes away what a calendar does not reach any more', async () => {
    const { plan } = mesh();
    const { store } = await emptyPlant(plan);
    await melt(store, 1, '2026-03-30T13:30:00+02:00', 100);
    await melt(store, 2, '2026-03-31T13:30:00+02:00', 50);
    await drain(compute(store, computed(plan, 'tonnes'), plan));
    const shorter = mesh({ calendar: { until: '2026-03-30' } }).plan;
    await apply(shorter, store);
    await drain(compute(store, computed(shorter, 'tonnes'), shorter));
    expect(await tonnesOf(store)).toEqual([
      { day: '2026-03-30', shift: 'early', weight: '100', revisions: 1 },
    ]);
  });

  test('computes nothing again where apply finds the rows as they are', async () => {
    const { plan } = mesh();
    const { store } = await emptyPlant(plan);
    const step = compute(store, computed(plan, 'tonnes'), plan);
    await drain(step);
    await apply(plan, store);
    expect(await step.runOnce()).toEqual({ outcome: 'idle' });
  });

  test('computes again the tag whose range was mended, and only that', async () => {
    const { plan } = mesh();
    const { store } = await emptyPlant(plan);
    await sample(store, 'speed', '2026-03-01T00:00:00Z', 1);
    await sample(store, 'level', '2026-03-01T00:00:00Z', 50);
    await drain(compute(store, computed(plan, 'relative'), plan));
    const mended = mesh({
      tags: [tag('speed', { maximum: '4' }), tag('level', { maximum: '100' })],
    }).plan;
    await apply(mended, store);
    const step = compute(store, computed(mended, 'relative'), mended);
    expect(await step.runOnce()).toMatchObject({ counts: { computed: 1, revised: 1 } });
    expect(
      await store.query({ text: 'SELECT tag, highest FROM business.relative_v1 ORDER BY tag' }),
    ).toEqual([
      { tag: 'level', highest: '0.500' },
      { tag: 'speed', highest: '0.250' },
    ]);
  });

  test('follows the manifest of a file set', async () => {
    const { plan } = mesh();
    const { store } = await emptyPlant(plan);
    await drain(compute(store, computed(plan, 'pictures'), plan));
    const more = mesh({ files: [file('a', 'image/png'), file('c', 'image/png')] }).plan;
    await apply(more, store);
    await drain(compute(store, computed(more, 'pictures'), more));
    expect(
      await store.query({ text: 'SELECT media_type, files FROM business.pictures_v1' }),
    ).toEqual([{ media_type: 'image/png', files: '2' }]);
  });

  async function sample(store: Store, name: string, at: string, value: number): Promise<void> {
    await store.query({
      text: `INSERT INTO metrics.strand (caster, tag, time, value, quality, _contract_version, _event_time_basis, _received_at)
        VALUES ('C1', $1, $2, $3, 'good', '1.0.0', 'source', now())`,
      values: [name, at, value],
    });
  }
});

describe('a transform over a plan with the genealogy', () => {
  test('is refused at its start where it reads it', async () => {
    const { findSourceView } = await import('../../../ingestion/etl/source-view.ts');
    const { slabPlant } = await import('../../contracts/plan/example-plant.ts');
    const plan = planPlant(slabPlant(), validators);
    expect(() => findSourceView(plan, { store: 'curated', view: 'genealogy_v1' })).toThrow(
      'its changes cannot be followed',
    );
  });
});
