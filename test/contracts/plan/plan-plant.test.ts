import { describe, expect, it } from 'vitest';
import type { FieldType } from '../../../contracts/model/field-type.ts';
import type { Column, DatasetPlan, Plan, Table, View } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { serialisePlan } from '../../../contracts/plan/serialise-plan.ts';
import {
  castingPlant,
  computedDataset,
  contract,
  eventDataset,
  field,
  optional,
  plant,
  product,
  sensorDataset,
  validators,
} from './example-plant.ts';

function datasetOf(plan: Plan, id: string): DatasetPlan {
  const found = plan.datasets.find((dataset) => dataset.id === id);
  if (found === undefined) throw new Error(`the plan has no dataset ${id}`);
  return found;
}

function tableOf(plan: Plan, name: string): Table {
  const found = plan.datasets.flatMap((dataset) => dataset.tables).find((one) => one.name === name);
  if (found === undefined) throw new Error(`the plan has no table ${name}`);
  return found;
}

function viewOf(plan: Plan, name: string): View {
  const found = plan.datasets.flatMap((dataset) => dataset.views).find((one) => one.name === name);
  if (found === undefined) throw new Error(`the plan has no view ${name}`);
  return found;
}

function columnsOf(table: Table): readonly string[] {
  return table.columns.map(
    (column) => `${column.name} ${column.type}${column.nullable ? '' : ' NOT NULL'}`,
  );
}

/** The one value column that a field becomes, and its table's checks. */
function planField(...fields: Parameters<typeof eventDataset>[1]) {
  const dataset = eventDataset('t', fields, { zone: 'Europe/Berlin' });
  const table = tableOf(
    planPlant(plant([product('t', [contract('t', 1, [dataset])])]), validators),
    't',
  );
  const values = table.columns.filter((column) => column.source.kind === 'value');
  return { values, checks: table.checks.map((check) => check.expression), table };
}

describe('the mapping of DESIGN', () => {
  const scalars: readonly (readonly [FieldType, Column['type'], readonly string[]])[] = [
    [{ kind: 'string' }, 'text', []],
    [
      { kind: 'string', minLength: 1, maxLength: 8, pattern: '^H', format: 'uuid' },
      'text',
      ['char_length("f") >= 1', 'char_length("f") <= 8'],
    ],
    [{ kind: 'string', values: ["it's", 'b\\c'] }, 'text', [`"f" IN ('it''s', E'b\\\\c')`]],
    [{ kind: 'integer' }, 'numeric', ['"f" = trunc("f")']],
    [{ kind: 'integer', minimum: '1' }, 'numeric', ['"f" >= 1', '"f" = trunc("f")']],
    [
      { kind: 'integer', minimum: '-9223372036854775808', maximum: '9223372036854775807' },
      'bigint',
      ['"f" >= -9223372036854775808', '"f" <= 9223372036854775807'],
    ],
    [
      { kind: 'integer', minimum: '0', maximum: '9223372036854775808' },
      'numeric',
      ['"f" >= 0', '"f" <= 9223372036854775808', '"f" = trunc("f")'],
    ],
    [
      { kind: 'integer', exclusiveMinimum: '0', maximum: '1e3' },
      'bigint',
      ['"f" <= 1000', '"f" > 0'],
    ],
    [{ kind: 'integer', values: ['1', '2'] }, 'bigint', ['"f" IN (1, 2)']],
    [
      { kind: 'number', minimum: '-1.50', exclusiveMaximum: '2.5e-3' },
      'numeric',
      ['"f" >= -1.5', '"f" < 0.0025'],
    ],
    [{ kind: 'number', maximum: '1e400' }, 'numeric', []],
    [
      { kind: 'number', storage: 'double', minimum: '0.1', maximum: '1e-2', values: ['0', '0.5'] },
      'double precision',
      ['"f" IN (0, 0.5)', '"f" >= 0.1', '"f" <= 0.01'],
    ],
    // As a double the one is infinite and the other 0: PostgreSQL would refuse every row.
    [
      { kind: 'number', storage: 'double', minimum: '-1e309', values: ['1e-400'] },
      'double precision',
      [],
    ],
    [{ kind: 'array', items: { kind: 'number', storage: 'double' } }, 'double precision[]', []],
    [{ kind: 'boolean' }, 'boolean', []],
    [{ kind: 'boolean', values: [true] }, 'boolean', ['"f" = true']],
    [{ kind: 'timestamp' }, 'timestamptz', []],
    [{ kind: 'local-timestamp' }, 'timestamptz', []],
    [{ kind: 'date' }, 'date', []],
    [{ kind: 'time' }, 'text', []],
    [{ kind: 'json', reason: 'untyped' }, 'jsonb', []],
    [{ kind: 'array', items: { kind: 'number' } }, 'numeric[]', []],
    [{ kind: 'array', items: { kind: 'array', items: { kind: 'number' } } }, 'jsonb', []],
  ];

  it.each(scalars)('gives %j the type %s', (type, columnType, checks) => {
    const planned = planField(field('f', type));
    expect(planned.values).toMatchObject([{ name: 'f', type: columnType }]);
    expect(planned.checks).toEqual(checks);
  });

  it('names the zone of a local time, and keeps it local where none is declared', () => {
    expect(planField(field('f', 'local-timestamp')).values[0]?.source).toEqual({
      kind: 'value',
      path: ['f'],
      zone: 'Europe/Berlin',
    });
    const dataset = eventDataset('t', [field('f', 'local-timestamp')]);
    const plan = planPlant(plant([product('t', [contract('t', 1, [dataset])])]), validators);
    expect(columnsOf(tableOf(plan, 't'))[0]).toBe('f timestamp NOT NULL');
  });

  it('flattens objects, and lets every member of an optional object be absent', () => {
    const inner: FieldType = {
      kind: 'object',
      fields: [field('x', 'string'), optional('y', 'string')],
    };
    const planned = planField(field('a', inner), optional('b', inner));
    expect(planned.values.map(({ name, nullable }) => [name, nullable])).toEqual([
      ['a_x', false],
      ['a_y', true],
      ['b_x', true],
      ['b_y', true],
    ]);
  });

  it('turns a discriminated union into nullable columns and a CHECK per branch', () => {
    const planned = planField(
      field('shape', {
        kind: 'union',
        discriminator: 'kind',
        branches: [
          { value: 'disc', fields: [field('r', 'number'), optional('note', 'string')] },
          { value: 'plate', fields: [field('w', 'number'), field('r', 'string')] },
        ],
      }),
    );
    expect(planned.values.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
      ['shape_kind', 'text', false],
      ['shape_r', 'jsonb', true],
      ['shape_note', 'text', true],
      ['shape_w', 'numeric', true],
    ]);
    expect(planned.values[3]?.source).toEqual({
      kind: 'value',
      path: ['shape', 'w'],
      when: [{ conditions: [{ path: ['shape', 'kind'], values: ['plate'] }] }],
    });
    expect(planned.checks).toEqual([
      `"shape_kind" IN ('disc', 'plate')`,
      `"shape_kind" IS DISTINCT FROM 'disc' OR ("shape_r" IS NOT NULL AND "shape_w" IS NULL)`,
      `"shape_kind" IS DISTINCT FROM 'plate' OR ("shape_w" IS NOT NULL AND "shape_r" IS NOT NULL AND "shape_note" IS NULL)`,
    ]);
  });

  const samples = field('samples', {
    kind: 'array',
    items: { kind: 'object', fields: [field('n', 'number')] },
  });
  const slabOrBloom = (closed: boolean) =>
    eventDataset(
      't',
      [
        field('id', 'string'),
        field('kind', { kind: 'string', values: ['slab', 'bloom'] }),
        optional('note', 'string'),
        optional('width', 'number'),
        { ...samples, required: false },
        optional('side', 'number'),
      ],
      {
        key: ['id'],
        variants: {
          discriminator: 'kind',
          closed,
          branches: [
            {
              value: 'slab',
              fields: ['id', 'note', 'width', 'samples'],
              required: ['id', 'width', 'samples'],
            },
            { value: 'bloom', fields: ['id', 'note', 'side'], required: ['id', 'note'] },
          ],
        },
      },
    );
  const planned = (...majors: readonly ReturnType<typeof eventDataset>[]) =>
    planPlant(
      plant([
        product(
          't',
          majors.map((dataset, index) => contract('t', index + 1, [dataset])),
        ),
      ]),
      validators,
    );
  const valuesOf = (table: Table) =>
    columnsOf({ ...table, columns: table.columns.filter(({ name }) => !name.startsWith('_')) });

  it('turns variants of a record into nullable columns and a CHECK per variant', () => {
    const plan = planned(slabOrBloom(true));
    const table = tableOf(plan, 't');
    expect(valuesOf(table)).toEqual([
      'id text NOT NULL',
      'kind text NOT NULL',
      'note text',
      'width numeric',
      'side numeric',
    ]);
    expect(table.checks.map(({ name, expression }) => `${name}: ${expression}`)).toEqual([
      `t_kind_values: "kind" IN ('slab', 'bloom')`,
      `t_kind_branch_1: "kind" IS DISTINCT FROM 'slab' OR ("width" IS NOT NULL AND "side" IS NULL)`,
      `t_kind_branch_2: "kind" IS DISTINCT FROM 'bloom' OR ("note" IS NOT NULL AND "width" IS NULL)`,
    ]);
    expect(valuesOf(tableOf(plan, 't_samples'))).toEqual([
      'id text NOT NULL',
      'n numeric NOT NULL',
    ]);
    expect(table.columns.map(({ source }) => 'when' in source)).not.toContain(true);
  });

  it('takes a member from its own variant only, where another one may carry it too', () => {
    const table = tableOf(planned(slabOrBloom(false)), 't');
    expect(valuesOf(table)).toEqual([
      'id text NOT NULL',
      'kind text NOT NULL',
      'note text',
      'width numeric',
      'samples jsonb',
      'side numeric',
    ]);
    expect(table.columns.map(({ source }) => ('when' in source ? source.when : undefined))).toEqual(
      expect.arrayContaining([
        [{ conditions: [{ path: ['kind'], values: ['slab'] }] }],
        [{ conditions: [{ path: ['kind'], values: ['bloom'] }] }],
      ]),
    );
    expect(table.checks.at(-2)?.expression).toBe(
      `"kind" IS DISTINCT FROM 'slab' OR ("width" IS NOT NULL AND "samples" IS NOT NULL AND "side" IS NULL)`,
    );
  });

  it('keeps no CHECK of a variant that another major does not promise', () => {
    const { variants: _, ...plain } = slabOrBloom(true);
    const branches = (plan: Plan) =>
      tableOf(plan, 't').checks.filter(({ name }) => name.includes('branch'));
    expect(branches(planned(slabOrBloom(true), slabOrBloom(true)))).toHaveLength(2);
    expect(branches(planned(slabOrBloom(true), plain))).toEqual([]);
  });

  it('keeps no CHECK of a union inside one branch where the other has its discriminator plainly', () => {
    const inner: FieldType = {
      kind: 'union',
      discriminator: 'state',
      branches: [
        { value: 'hot', fields: [field('temperature', 'number')] },
        { value: 'cold', fields: [] },
      ],
    };
    const plain: FieldType = {
      kind: 'object',
      fields: [field('state', 'string'), optional('temperature', 'number')],
    };
    const planned = (other: FieldType) =>
      planField(
        field('piece', {
          kind: 'union',
          discriminator: 'kind',
          branches: [
            { value: 'slab', fields: [field('heat', inner)] },
            { value: 'bloom', fields: [field('heat', other)] },
          ],
        }),
      );
    const innerChecks = (other: FieldType) =>
      planned(other).checks.filter((check) => check.startsWith('"piece_heat_state" IS DISTINCT'));
    expect(innerChecks(inner)).toHaveLength(2);
    expect(innerChecks(plain)).toEqual([]);
    expect(planned(plain).values.at(-1)?.source).toMatchObject({
      path: ['piece', 'heat', 'temperature'],
      when: [
        {
          conditions: [
            { path: ['piece', 'kind'], values: ['slab'] },
            { path: ['piece', 'heat', 'state'], values: ['hot'] },
          ],
        },
        { conditions: [{ path: ['piece', 'kind'], values: ['bloom'] }] },
      ],
    });
  });

  it('keeps two levels of arrays of objects as tables and the third as jsonb', () => {
    const nested = (levels: number): FieldType => ({
      kind: 'array',
      items: {
        kind: 'object',
        fields: [field('n', 'number'), ...(levels > 1 ? [field('more', nested(levels - 1))] : [])],
      },
    });
    const dataset = eventDataset('t', [field('key', 'string'), field('a', nested(3))], {
      key: ['key'],
    });
    const plan = planPlant(plant([product('t', [contract('t', 1, [dataset])])]), validators);
    expect(datasetOf(plan, 't.t').tables.map((table) => table.name)).toEqual([
      't',
      't_a',
      't_a_more',
    ]);
    const inner = tableOf(plan, 't_a_more');
    expect(columnsOf(inner)).toEqual([
      'key text NOT NULL',
      'n numeric NOT NULL',
      'more jsonb NOT NULL',
      '_event_id uuid NOT NULL',
      '_record integer NOT NULL',
      '_ordinal_1 integer NOT NULL',
      '_ordinal_2 integer NOT NULL',
      '_tx xid8 NOT NULL',
    ]);
    expect(inner.primaryKey).toEqual(['_event_id', '_record', '_ordinal_1', '_ordinal_2']);
    expect(inner.rows).toEqual({ kind: 'elements', paths: [['a'], ['more']] });
    expect(inner.columns[0]?.source).toEqual({ kind: 'value', path: ['key'], of: 'record' });
  });
});

describe('names of columns', () => {
  it('keeps a reserved or unstorable member apart from the columns of the platform', () => {
    const names = planField(
      field('xmin', 'string'),
      field('_tx', 'string'),
      field('', 'string'),
      field('a\0b', 'string'),
      field('x'.repeat(80), 'string'),
      field('a_b', 'string'),
      field('a', { kind: 'object', fields: [field('b', 'string')] }),
    ).values.map((column) => column.name);
    expect(new Set(names).size).toBe(7);
    for (const name of names) {
      expect(name).toMatch(/^[^_\0].{0,62}$/su);
      expect(['xmin', '_tx']).not.toContain(name);
    }
  });
});

describe('majors of one dataset', () => {
  const first = eventDataset('t', [
    field('id', 'string'),
    field('grade', { kind: 'string', values: ['a', 'b'] }),
    field('old', 'number'),
  ]);
  const second = eventDataset('t', [
    field('id', 'string'),
    field('grade', { kind: 'string', values: ['a', 'b', 'c'] }),
    field('new', 'number'),
  ]);
  const plan = planPlant(
    plant([product('t', [contract('t', 2, [second]), contract('t', 1, [first])])]),
    validators,
  );

  it('share a table with the union of their columns and the checks they agree on', () => {
    const table = tableOf(plan, 't');
    expect(columnsOf(table).slice(0, 4)).toEqual([
      'id text NOT NULL',
      'grade text NOT NULL',
      'old numeric',
      'new numeric',
    ]);
    expect(table.checks).toEqual([]);
    expect(table.columns[2]?.source).toMatchObject({ majors: [1] });
  });

  it('have a view each with the columns that they declare', () => {
    const names = (view: View) => view.columns.map((column) => column.name).slice(0, 3);
    expect(names(viewOf(plan, 't_v1'))).toEqual(['id', 'grade', 'old']);
    expect(names(viewOf(plan, 't_v2'))).toEqual(['id', 'grade', 'new']);
  });
});

describe('a whole plant', () => {
  const plan = planPlant(castingPlant(), validators);

  it('is the same plan, byte for byte, in whatever order its products come', () => {
    const { products, ...rest } = castingPlant();
    const turned = { ...rest, products: [...products].reverse() };
    expect(serialisePlan(planPlant(turned, validators))).toBe(serialisePlan(plan));
  });

  it('comes back from its serialised text as it was', () => {
    expect(JSON.parse(serialisePlan(plan))).toEqual(plan);
  });

  it('shows the newest revision and hides a cancelled heat', () => {
    expect(viewOf(plan, 'heat_v1').definition).toEqual({
      kind: 'newest',
      table: 'heat',
      key: ['heat_id'],
      order: ['revision', '_event_time', 'id', '_event_id', '_record'],
      hidden: { kind: 'equals', column: 'status', value: 'cancelled' },
    });
    expect(viewOf(plan, 'heat_samples_v1').definition).toMatchObject({
      kind: 'children-of-newest',
      parentView: 'heat_v1',
      key: [{ child: 'heat_id', parent: 'heat_id' }],
    });
    expect(viewOf(plan, 'heat_history_v1').definition).toEqual({ kind: 'all', table: 'heat' });
  });

  it('keeps samples in one narrow table, by day where they come fast', () => {
    const table = tableOf(plan, 'strand');
    expect(columnsOf(table)).toEqual([
      'caster text NOT NULL',
      'tag text NOT NULL',
      'time timestamptz NOT NULL',
      'value double precision',
      'quality text NOT NULL',
      '_contract_version text NOT NULL',
      '_event_time_basis text NOT NULL',
      '_received_at timestamptz NOT NULL',
      '_committed_at timestamptz NOT NULL',
      '_tx xid8 NOT NULL',
    ]);
    expect(table.partition).toEqual({ column: 'time', interval: 'day' });
    const slow = plant([product('s', [contract('s', 1, [sensorDataset('s', 900_000)])])]);
    expect(tableOf(planPlant(slow, validators), 's').partition?.interval).toBe('month');
  });

  it('stores a computed number as a double where its contract asks for it, numeric otherwise', () => {
    const kpi = computedDataset(
      'k',
      [
        field('id', 'string'),
        optional('speed', { kind: 'number', storage: 'double' }),
        optional('weight', 'number'),
      ],
      ['id'],
    );
    const computed = planPlant(plant([product('k', [contract('k', 1, [kpi])])]), validators);
    expect(columnsOf(tableOf(computed, 'k')).slice(0, 3)).toEqual([
      'id text NOT NULL',
      'speed double precision',
      'weight numeric',
    ]);
    expect(viewOf(computed, 'k_v1').columns[1]).toMatchObject({ type: 'double precision' });
  });

  it('grants a product its own views and those of its input ports, tables to nobody else', () => {
    const objects = (role: string) =>
      plan.grants.filter((grant) => grant.role === role).map((grant) => grant.object);
    expect(objects('tundish_heat_kpi_read')).toEqual(['heat_kpi_history_v1', 'heat_kpi_v1']);
    expect(objects('tundish_heat_kpi_input')).toEqual([
      'heat_history_v1',
      'heat_samples_elements_history_v1',
      'heat_samples_elements_v1',
      'heat_samples_history_v1',
      'heat_samples_v1',
      'heat_v1',
      'strand_history_v1',
      'strand_v1',
    ]);
  });

  it('carries unit and description into the comment', () => {
    const weight = tableOf(plan, 'heat').columns.find((column) => column.name === 'weight');
    expect(weight?.comment).toBe('Steel in the ladle. [t]');
  });
});
