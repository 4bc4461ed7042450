import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../contracts/model/dataset.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { planProblems } from '../../../contracts/plan/plan-problems.ts';
import {
  contract,
  eventDataset,
  field,
  optional,
  plant,
  product,
  sensorDataset,
  tag,
  validators,
} from './example-plant.ts';

function plantOf(...majors: readonly Dataset[]) {
  const contracts = majors.map((dataset, index) => contract('t', index + 1, [dataset]));
  return plant([product('t', contracts)]);
}

function errorsOf(...majors: readonly Dataset[]) {
  return planProblems(plantOf(...majors))
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, message }) => ({ rule, message }));
}

function planOf(...majors: readonly Dataset[]) {
  const [dataset] = planPlant(plantOf(...majors), validators).datasets;
  if (dataset === undefined) throw new Error('No dataset.');
  return dataset;
}

function viewOf(name: string, ...majors: readonly Dataset[]) {
  const view = planOf(...majors).views.find((one) => one.name === name);
  if (view === undefined) throw new Error(`No view ${name}.`);
  return view;
}

const id = field('id', 'string');
const bounded = { kind: 'integer', minimum: '0', maximum: '9' } as const;

describe('majors have to say alike', () => {
  test('whether a record can be revised', () => {
    expect(
      errorsOf(
        eventDataset('t', [id], { change: 'revise', key: ['id'] }),
        eventDataset('t', [id], { change: 'append', key: ['id'] }),
      ),
    ).toEqual([
      {
        rule: 'change-differs-between-majors',
        message: 't has change: revise in one major and change: append in major 2',
      },
    ]);
  });

  test('what is personal, and what happens to it, at any depth', () => {
    const worker = (more: Parameters<typeof field>[2]) =>
      eventDataset('t', [
        id,
        field('crew', { kind: 'object', fields: [field('worker', 'string', more)] }),
      ]);
    const [plain, personal, hidden] = [
      worker({}),
      worker({ classification: 'personal' }),
      worker({ classification: 'personal', treatment: 'pseudonymise' }),
    ];
    expect(errorsOf(plain, hidden)).toEqual([
      {
        rule: 'personal-differs-between-majors',
        message:
          'crew.worker of t is not personal in one major and personal and pseudonymised in major 2',
      },
    ]);
    expect(errorsOf(personal, plain)).toHaveLength(1);
    expect(errorsOf(hidden, hidden)).toEqual([]);
    expect(errorsOf(eventDataset('t', [id]), hidden)).toEqual([]);
  });

  test('which tags there are, and the unit of their values', () => {
    const [one, two] = [tag('speed', { alias: 'CS_PV' }), tag('speed', { alias: 'CS_NEW' })];
    const moved = { ...one, place: { file: 'other.csv', line: 9, column: 1 } };
    expect(errorsOf(sensorDataset('t', 1000, [one]), sensorDataset('t', 1000, [two]))).toEqual([
      {
        rule: 'register-differs-between-majors',
        message: 't has test.yaml in one major and test.yaml in major 2',
      },
    ]);
    expect(errorsOf(sensorDataset('t', 1000, [one]), sensorDataset('t'))).toHaveLength(1);
    expect(errorsOf(sensorDataset('t', 1000, [one]), sensorDataset('t', 1000, [moved]))).toEqual(
      [],
    );
    const inOther = sensorDataset('t');
    const fields = inOther.fields.map((one) =>
      one.name === 'value' ? { ...one, unit: { code: 'mm/s' } } : one,
    );
    expect(errorsOf(sensorDataset('t'), { ...inOther, fields })).toEqual([
      {
        rule: 'column-type-differs-between-majors',
        message: 'value of t is in m/min in one major and in mm/s in major 2',
      },
    ]);
  });
});

describe('majors may differ', () => {
  test('in the bounds of a number: the column holds the wider one', () => {
    const [narrow, wide] = [
      eventDataset('t', [id, field('n', bounded)]),
      eventDataset('t', [id, field('n', 'integer')]),
    ];
    for (const majors of [
      [narrow, wide],
      [wide, narrow],
    ]) {
      expect(errorsOf(...majors)).toEqual([]);
      const [table] = planOf(...majors).tables;
      expect(table?.columns.find(({ name }) => name === 'n')?.type).toBe('numeric');
      expect(table?.checks.map(({ expression }) => expression)).toEqual(['"n" = trunc("n")']);
    }
    const decimal = eventDataset('t', [id, field('n', 'number')]);
    expect(planOf(narrow, decimal).tables[0]?.checks).toEqual([]);
  });

  test('in a unit: where the older one wrote another, the newer one has a column of its own', () => {
    const plain = eventDataset('t', [id, field('n', 'number')]);
    const inTonnes = eventDataset('t', [id, field('n', 'number', { unit: { code: 't' } })]);
    expect(errorsOf(plain, inTonnes)).toEqual([]);
    const column = planOf(plain, inTonnes).tables[0]?.columns.find(({ name }) => name === 'n');
    expect(column?.unit).toBe('t');
    expect(errorsOf(inTonnes, plain)).toEqual([
      {
        rule: 'column-type-differs-between-majors',
        message: 'n of t is numeric [t] in one major and numeric in major 2',
      },
    ]);
    const inKilos = eventDataset('t', [
      id,
      field('n', 'number', { unit: { code: 'kg' }, physicalName: 'n_v2' }),
    ]);
    expect(errorsOf(inTonnes, inKilos)).toEqual([]);
    const apart = planOf(inTonnes, inKilos, inTonnes);
    expect(
      apart.tables[0]?.columns.flatMap(({ name, unit, source }) =>
        name.startsWith('n') && source.kind === 'value' ? [{ name, unit, of: source.majors }] : [],
      ),
    ).toEqual([
      { name: 'n', unit: 't', of: [1, 3] },
      { name: 'n_v2', unit: 'kg', of: [2] },
    ]);
    expect(
      apart.views.map(({ name, columns }) => [
        name,
        columns.flatMap((shown) =>
          shown.name === 'n' ? [{ column: shown.column, unit: shown.unit }] : [],
        ),
      ]),
    ).toEqual([
      ['t_v1', [{ column: 'n', unit: 't' }]],
      ['t_v2', [{ column: 'n_v2', unit: 'kg' }]],
      ['t_v3', [{ column: 'n', unit: 't' }]],
    ]);
  });

  test('in a type, but for what tells, orders or relates records', () => {
    const text = eventDataset('t', [id, field('n', 'string')]);
    const number = eventDataset('t', [id, field('n', 'number', { physicalName: 'n_v2' })]);
    expect(errorsOf(text, number)).toEqual([]);
    const names = (...majors: readonly Dataset[]) =>
      planOf(...majors)
        .tables[0]?.columns.map(({ name }) => name)
        .filter((one) => /^n/.test(one));
    expect(names(text, number)).toEqual(['n', 'n_v2']);
    // Without the older major the column keeps its name.
    expect(names(number)).toEqual(['n_v2']);
    const named = eventDataset('t', [id, field('n_v2', 'string')]);
    expect(errorsOf(named, number)).toEqual([
      {
        rule: 'column-type-differs-between-majors',
        message: 'the column n_v2 of t, which n names, is that of another member',
      },
    ]);
    const keyed = (type: 'string' | 'number') =>
      eventDataset('t', [field('n', type, { physicalName: `n_${type}` })], { key: ['n'] });
    expect(errorsOf(keyed('string'), keyed('number'))).toEqual([
      {
        rule: 'column-type-differs-between-majors',
        message: 'n of t is text in one major and numeric in major 2',
      },
    ]);
  });

  test('in whether a member is a column or rows', () => {
    const rows = eventDataset('t', [
      id,
      field('n', { kind: 'array', items: { kind: 'object', fields: [field('x', 'number')] } }),
    ]);
    const column = eventDataset('t', [
      id,
      field('n', { kind: 'array', items: { kind: 'number' } }),
    ]);
    expect(errorsOf(column, rows)).toEqual([]);
    const plan = planOf(column, rows);
    expect(plan.tables.map(({ name }) => name)).toEqual(['t', 't_n']);
    expect(
      plan.views.map(({ name, columns }) => `${name}: ${columns.some((one) => one.name === 'n')}`),
    ).toEqual(['t_v1: true', 't_v2: false', 't_n_v2: false']);
  });

  test('in how a time is written', () => {
    const local = eventDataset('t', [id, field('at', 'local-timestamp')], {
      zone: 'Europe/Berlin',
    });
    const instant = eventDataset('t', [id, field('at', 'timestamp')]);
    const sourceOf = (...majors: readonly Dataset[]) =>
      planOf(...majors).tables[0]?.columns.find(({ name }) => name === 'at')?.source;
    expect(errorsOf(local, instant)).toEqual([]);
    expect(sourceOf(local, instant)).toMatchObject({
      zone: 'Europe/Berlin',
      zones: [{ majors: [2] }],
    });
    expect(sourceOf(instant, local)).toMatchObject({
      zones: [{ majors: [2], zone: 'Europe/Berlin' }],
    });
    const unknown = eventDataset('t', [id, field('at', 'local-timestamp')]);
    expect(errorsOf(unknown, instant)).toHaveLength(1);
  });

  test('in their words: each view has those of its own contract', () => {
    const first = eventDataset('t', [id, field('n', 'number', { description: 'Weight.' })], {
      description: 'A piece.',
    });
    const second = eventDataset(
      't',
      [
        id,
        field('n', 'number', {
          description: 'Weight as charged.',
          unit: { code: 't' },
          classification: 'confidential',
        }),
      ],
      { description: 'A piece as charged.' },
    );
    const said = (name: string) => {
      const { comment, columns } = viewOf(name, first, second);
      return { comment, n: columns.find((column) => column.name === 'n') };
    };
    expect(said('t_v1')).toEqual({
      comment: 'A piece.',
      n: { name: 'n', column: 'n', type: 'numeric', nullable: false, comment: 'Weight.' },
    });
    expect(said('t_v2')).toEqual({
      comment: 'A piece as charged.',
      n: {
        name: 'n',
        column: 'n',
        type: 'numeric',
        nullable: false,
        comment: 'Weight as charged. [t]',
        unit: 't',
        classification: 'confidential',
      },
    });
  });

  test('in the key: what lacks a key does not stand in the views that need it', () => {
    const revised = (name: string) =>
      eventDataset('t', [id, field(name, 'string')], { change: 'revise', key: [name] });
    const [before, after] = [revised('heat_id'), revised('heat_no')];
    expect(errorsOf(before, after)).toEqual([]);
    expect(viewOf('t_v1', before, after).definition).toMatchObject({
      key: ['heat_id'],
      present: ['heat_id'],
    });
    expect(viewOf('t_history_v2', before, after).definition).toMatchObject({
      present: ['heat_no'],
    });
    expect(planOf(before, after).tables[0]?.indexes.map(({ name }) => name)).toEqual([
      't_key_idx',
      't_key_v2_idx',
      't_tx_idx',
    ]);
    expect(viewOf('t_v1', before).definition).not.toHaveProperty('present');
  });

  test('in what cancels a record', () => {
    const members = [id, optional('state', 'string')];
    const key = { change: 'revise', key: ['id'] } as const;
    const cancelling = eventDataset('t', members, {
      ...key,
      cancelled: { field: 'state', equals: 'void' },
    });
    const plain = eventDataset('t', members, key);
    expect(viewOf('t_v1', cancelling, plain).definition).toHaveProperty('hidden');
    expect(viewOf('t_v2', cancelling, plain).definition).not.toHaveProperty('hidden');
  });
});

describe('the genealogy of two majors', () => {
  const slab = (heat: string, derives = true) =>
    eventDataset('t', [id, field(heat, 'string')], {
      derives: derives
        ? [{ parent: heat, parentKind: 'heat', child: 'id', childKind: 'slab' }]
        : [],
    });
  const edgesOf = (...majors: readonly Dataset[]) => {
    const views = planPlant(plantOf(...majors), validators).datasets.flatMap((one) => one.views);
    const definition = views.find(({ name }) => name === 'genealogy_v1')?.definition;
    const edges = definition?.kind === 'genealogy' ? definition.edges : [];
    return edges.map(({ view, parent, majors: of }) => ({ view, parent, of }));
  };

  test('has the derivations of both, each of the records that its contract judges', () => {
    expect(edgesOf(slab('heat_id'), slab('heat_no'))).toEqual([
      { view: 't_v1', parent: 'heat_id', of: { only: 1 } },
      { view: 't_v2', parent: 'heat_no', of: { except: [1] } },
    ]);
  });

  test('lets the only one that says so speak for all', () => {
    expect(edgesOf(slab('heat_id'), slab('heat_id', false))).toEqual([
      { view: 't_v1', parent: 'heat_id', of: undefined },
    ]);
  });
});
