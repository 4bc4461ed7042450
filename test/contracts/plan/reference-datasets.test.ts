import { describe, expect, test } from 'vitest';
import type { Derivation } from '../../../contracts/model/dataset.ts';
import type { DatasetPlan, Plan } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { planProblems } from '../../../contracts/plan/plan-problems.ts';
import { relationsOf } from '../../../contracts/plan/relations.ts';
import { tablesOf, viewsOf } from '../../../contracts/plan/store-objects.ts';
import {
  computedDataset,
  contract,
  eventDataset,
  field,
  filesDataset,
  optional,
  plant,
  product,
  sensorDataset,
  slabPlant,
  tag,
  validators,
} from './example-plant.ts';

describe('a tag register', () => {
  const renamed = [
    tag('speed', { alias: 'CS_1', unit: { code: 'm/min' }, maximum: '2' }),
    tag('level', { alias: 'LVL', unit: { code: 'mm' }, samplingMs: 500 }),
    tag('speed', {
      alias: 'CS_2',
      unit: { code: 'm/s' },
      maximum: '0.03',
      validFrom: '2026-03-01T00:00:00Z',
    }),
  ];

  test('is a table beside the samples, each row valid until the next one of its tag', () => {
    const [, register] = strand(renamed).tables;
    expect(`${register?.store}.${register?.name}`).toBe('metrics.strand_tag');
    const rows = register?.rows.kind === 'reference' ? register.rows.values : [];
    expect(rows.map(([id, position, alias]) => [id, position, alias])).toEqual([
      ['level', '1', 'LVL'],
      ['speed', '1', 'CS_1'],
      ['speed', '2', 'CS_2'],
    ]);
    expect(rows.map((row) => row.slice(-2))).toEqual([
      [null, null],
      [null, '2026-03-01T00:00:00Z'],
      ['2026-03-01T00:00:00Z', null],
    ]);
    expect(rows[0]?.[7]).toBe('PT0.5S');
  });

  test('gives the history view name, unit and range, and a view of its own', () => {
    const { views } = strand(renamed);
    expect(views.map(({ name }) => name)).toEqual([
      'strand_v1',
      'strand_history_v1',
      'strand_tag_v1',
    ]);
    expect(views[1]?.columns.map(({ name }) => name).slice(-4)).toEqual([
      'alias',
      'unit',
      'minimum',
      'maximum',
    ]);
  });

  test('names the unit of all samples where all of its rows agree', () => {
    const unitOf = (tags: typeof renamed) =>
      strand(tags, {}).views[0]?.columns.find(({ name }) => name === 'value');
    const agreeing = [
      tag('a', { unit: { code: 'Cel', quantity: 'temperature' } }),
      tag('b', { unit: { code: 'Cel', quantity: 'temperature' } }),
    ];
    expect(unitOf(agreeing)).toMatchObject({
      unit: 'Cel (temperature)',
      comment: 'What was measured. [Cel (temperature)]',
    });
    expect(unitOf(renamed)).not.toHaveProperty('unit');
  });

  test('is absent where the dataset has none, and the history shows the samples alone', () => {
    const { tables, views } = strand([]);
    expect(tables).toHaveLength(1);
    expect(views.map(({ definition }) => definition.kind)).toEqual(['good-samples', 'all']);
  });

  test('counts as a source of its own, which a transform has to watch', () => {
    const rootless = relationsOf(plan([strandProduct(renamed)]))
      .filter(({ kind, rootView }) => kind === 'view' && rootView === undefined)
      .map(({ name }) => name);
    expect(rootless).toEqual(['strand_v1', 'strand_history_v1', 'strand_tag_v1']);
  });

  test('is written by apply alone', () => {
    const { grants } = plan([strandProduct(renamed)]);
    expect(grants.filter(({ object }) => object === 'strand_tag')).toEqual([
      { role: 'tundish_business', privilege: 'SELECT', store: 'metrics', object: 'strand_tag' },
    ]);
  });

  function strand(tags: typeof renamed, unit?: object): DatasetPlan {
    const [dataset] = plan([strandProduct(tags, unit)]).datasets;
    if (dataset === undefined) throw new Error('no dataset');
    return dataset;
  }

  /** With `unit`, the field itself says none. */
  function strandProduct(tags: typeof renamed, unit?: object) {
    const dataset = sensorDataset('strand', 1000, tags);
    const fields = dataset.fields.map((one) => {
      const { unit: _, ...rest } = one;
      return unit === undefined ? one : rest;
    });
    return product('strand', [contract('strand', 1, [{ ...dataset, fields }])]);
  }
});

describe('a file set', () => {
  const manifest = filesDataset(
    'surface',
    [field('grade', 'string'), optional('width', 'integer')],
    [
      ['a.png', '12', 'ab'.repeat(32), 'image/png', 'S235', '1500'],
      ['b.png', '7', 'cd'.repeat(32), 'image/png', 'S355', null],
      ['a.png', '0', '', 'image/png', 'twice', null],
    ],
  );

  test('is a table of its manifest, one row per path', () => {
    const [dataset] = plan([product('surface', [contract('surface', 1, [manifest])])]).datasets;
    expect(dataset).toMatchObject({ kind: 'reference', of: 'files', id: 'surface.surface' });
    expect(dataset?.tables[0]?.rows).toMatchObject({
      key: ['path'],
      values: [
        ['a.png', '12', 'ab'.repeat(32), 'image/png', 'S235', '1500'],
        ['b.png', '7', 'cd'.repeat(32), 'image/png', 'S355', null],
      ],
    });
  });

  test('has a table per major, as each has a manifest', () => {
    const [dataset] = plan([
      product('surface', [contract('surface', 1, [manifest]), contract('surface', 2, [manifest])]),
    ]).datasets;
    expect(dataset?.tables.map(({ name }) => name)).toEqual(['surface', 'surface_m2']);
    expect(dataset?.views.map(({ name }) => name)).toEqual(['surface_v1', 'surface_v2']);
  });

  test('is read through ports like any other data', () => {
    const { grants } = plan([
      product('surface', [contract('surface', 1, [manifest])]),
      product('reader', [], {
        inputPorts: [{ name: 'files', contractId: 'surface', version: '1' }],
      }),
    ]);
    const roles = grants.filter(({ object }) => object === 'surface_v1').map(({ role }) => role);
    expect(roles).toEqual(['tundish_business', 'tundish_reader_input', 'tundish_surface_read']);
  });
});

describe('the genealogy', () => {
  test('joins what leads through an array with its record', () => {
    const view = viewsOf(planPlant(slabPlant(), validators), 'curated').at(-1);
    expect(view).toMatchObject({
      name: 'genealogy_v1',
      definition: {
        kind: 'genealogy',
        edges: [
          {
            dataset: 'plate.plate',
            view: 'plate_v1',
            parentKind: 'slab',
            parent: 'slab_id',
            childKind: 'plate',
            child: 'plate_id',
          },
          {
            dataset: 'slab.slab',
            view: 'slab_v1',
            elements: { view: 'slab_heats_v1', members: ['parent', 'share', 'position'] },
            parentKind: 'heat',
            parent: 'heat_id',
            childKind: 'slab',
            child: 'slab_id',
            share: 'share',
            position: 'position',
          },
        ],
      },
    });
  });

  test('has an index for each identifier that one can ask for', () => {
    const indexes = planPlant(slabPlant(), validators).datasets.flatMap(({ tables }) =>
      tables.flatMap((table) => table.indexes.map(({ name, elements }) => [name, elements[0]])),
    );
    expect(indexes.filter(([, first]) => first !== '"_tx"')).toEqual([
      ['plate_key_idx', '"plate_id"'],
      ['plate_slab_id_trace_idx', '"slab_id"'],
      ['slab_key_idx', '"slab_id"'],
      ['slab_heats_key_idx', '"slab_id"'],
      ['slab_heats_heat_id_trace_idx', '"heat_id"'],
    ]);
  });

  test('has no table, and no dataset where nothing derives', () => {
    const derived = planPlant(slabPlant(), validators);
    expect(tablesOf(derived, 'curated').map(({ name }) => name)).not.toContain('genealogy');
    const plain = plan([
      product('a', [contract('a', 1, [eventDataset('a', [field('id', 'integer')])])]),
    ]);
    expect(plain.datasets.map(({ id }) => id)).toEqual(['a.a']);
  });

  test.each<[string, Partial<Derivation>, string]>([
    ['a member that is no column', { parent: 'nowhere' }, 'nowhere is no column of its own'],
    ['a share that is text', { parent: 'slab_id', share: 'plate_id' }, 'is text, no number'],
  ])('is a finding for %s', (_, derivation, why) => {
    const plate = eventDataset('plate', [field('plate_id', 'string'), field('slab_id', 'string')], {
      derives: [
        {
          parent: 'slab_id',
          parentKind: 'slab',
          child: 'plate_id',
          childKind: 'plate',
          ...derivation,
        },
      ],
    });
    const [finding] = planProblems(plant([product('plate', [contract('plate', 1, [plate])])]));
    expect(finding).toMatchObject({ rule: 'derivation-not-shown' });
    expect(finding?.message).toContain(why);
  });

  test('cannot be read by a transform, and the finding says why', () => {
    const kpi = computedDataset('kpi', [field('slab_id', 'string')], ['slab_id']);
    const reads = [{ store: 'curated', view: 'genealogy_v1' }] as const;
    const source =
      kpi.source.kind === 'transform'
        ? { ...kpi.source, transform: { ...kpi.source.transform, reads } }
        : kpi.source;
    const base = slabPlant();
    const findings = planProblems({
      ...base,
      products: [...base.products, product('kpi', [contract('kpi', 1, [{ ...kpi, source }])])],
    });
    expect(findings).toMatchObject([
      {
        rule: 'transform-reads-genealogy',
        message: 'kpi.sql reads curated.genealogy_v1, which has no change tracking',
      },
    ]);
  });
});

function plan(products: Parameters<typeof plant>[0]): Plan {
  return planPlant(plant(products), validators);
}
