import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableName } from '../../../contracts/plan/names.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { planProblems } from '../../../contracts/plan/plan-problems.ts';
import { nameCollisions, relationsOf } from '../../../contracts/plan/relations.ts';
import { utf8Length } from '../../../contracts/plan/sql-text.ts';
import {
  castingPlant,
  computedDataset,
  contract,
  eventDataset,
  field,
  plant,
  product,
  sensorDataset,
  validators,
} from './example-plant.ts';

function rulesOf(...args: Parameters<typeof plant>) {
  return planProblems(plant(...args)).map((finding) => finding.rule);
}

describe('problems of a plan', () => {
  it('are none for the example plant', () => {
    expect(planProblems(castingPlant())).toEqual([]);
    expect(nameCollisions(planPlant(castingPlant(), validators))).toEqual([]);
  });

  it('name a member of a key whose type differs between majors, as they share its column', () => {
    const major = (type: 'number' | 'string') =>
      eventDataset('t', [field('speed', type)], { key: ['speed'] });
    const findings = planProblems(
      plant([
        product('t', [contract('t', 1, [major('number')]), contract('t', 2, [major('string')])]),
      ]),
    );
    expect(findings).toMatchObject([
      {
        rule: 'column-type-differs-between-majors',
        message: 'speed of t is numeric in one major and text in major 2',
      },
    ]);
  });

  it("name a major whose samples have other dimensions, as their key is the table's", () => {
    const series = (...dimensions: readonly string[]) => {
      const base = sensorDataset('s');
      const { source } = base;
      if (source.kind !== 'stream' || source.stream.class !== 'sensor')
        throw new Error('No series.');
      const stream = { ...source.stream, series: { ...source.stream.series, dimensions } };
      return {
        ...base,
        fields: [...base.fields, field('strand', { kind: 'integer', minimum: '1', maximum: '8' })],
        source: { ...source, stream },
      };
    };
    const problemsOf = (...majors: readonly ReturnType<typeof series>[]) =>
      planProblems(
        plant([
          product(
            's',
            majors.map((one, index) => contract('s', index + 1, [one])),
          ),
        ]),
      ).filter(({ severity }) => severity === 'error');
    expect(problemsOf(series('caster'), series('caster', 'strand'))).toMatchObject([
      {
        rule: 'series-differs-between-majors',
        message:
          'the series of s are told apart by caster text in one major and by caster text, strand bigint in major 2',
      },
    ]);
    expect(problemsOf(series('caster', 'strand'), series('strand', 'caster'))).toEqual([]);
  });

  it('name a dataset that two contracts declare, or that changes its kind', () => {
    const event = eventDataset('t', [field('x', 'number')]);
    expect(rulesOf([product('t', [contract('a', 1, [event]), contract('b', 1, [event])])])).toEqual(
      ['dataset-declared-twice'],
    );
    expect(
      rulesOf([product('t', [contract('a', 1, [event]), contract('a', 2, [sensorDataset('t')])])]),
    ).toEqual(['dataset-source-differs-between-majors']);
  });

  it('name tables that PostgreSQL would not create', () => {
    const fields = Array.from({ length: 1600 }, (_, index) => field(`f${index}`, 'number'));
    expect(rulesOf([product('t', [contract('t', 1, [eventDataset('t', fields)])])])).toEqual([
      'table-too-wide',
    ]);
  });

  it('name a transform that reads a view nobody makes', () => {
    const base = computedDataset('k', [field('id', 'string')], ['id']);
    const dataset =
      base.source.kind === 'transform'
        ? {
            ...base,
            source: {
              ...base.source,
              transform: {
                ...base.source.transform,
                reads: [{ store: 'curated' as const, view: 'heats_v1' }],
              },
            },
          }
        : base;
    expect(rulesOf([product('k', [contract('k', 1, [dataset])])])).toEqual([
      'transform-view-unknown',
    ]);
  });
});

describe('names', () => {
  it('collide where product and dataset join to the same text, and the collision is told', () => {
    const made = planPlant(
      plant([
        product('a', [contract('a', 1, [eventDataset('b_c', [field('x', 'number')])])]),
        product('a_b', [contract('a_b', 1, [eventDataset('c', [field('x', 'number')])])]),
      ]),
      validators,
    );
    expect(nameCollisions(made)).toContainEqual({
      space: 'curated',
      name: 'a_b_c',
      datasets: ['a.b_c', 'a_b.c'],
    });
  });

  it('collide with the tables of the platform', () => {
    const made = planPlant(
      plant([product('flow', [contract('f', 1, [eventDataset('flow', [field('x', 'number')])])])]),
      validators,
    );
    expect(nameCollisions(made)).toContainEqual({
      space: 'raw',
      name: 'flow',
      datasets: ['the platform', 'flow.flow'],
    });
  });

  it('stay within 63 bytes and differ where the inputs differ', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 90 }),
      fc.string({ maxLength: 90 }),
    );
    fc.assert(
      fc.property(name, name, (a, b) => {
        const [first, second] = [tableName('p', a), tableName('p', b)];
        expect(utf8Length(first)).toBeLessThanOrEqual(47);
        const plain = (text: string) =>
          text === 'p' || text.startsWith('p_') ? text : `p_${text}`;
        expect(first === second).toBe(plain(a) === plain(b));
      }),
      { seed: 42, numRuns: 500 },
    );
  });

  it('of a plan with long and hostile members all fit, and none occurs twice in a table', () => {
    const member = fc.string({ unit: 'binary', maxLength: 100 });
    fc.assert(
      fc.property(fc.uniqueArray(member, { maxLength: 8 }), (members) => {
        const inner = members.map((name) => field(name, 'number'));
        const nested = members.map((name) => field(name, { kind: 'object', fields: inner }));
        const arrays = members.map((name) =>
          field(`${name}s`, { kind: 'array', items: { kind: 'object', fields: inner } }),
        );
        const unique = [...new Map([...nested, ...arrays].map((one) => [one.name, one])).values()];
        const plan = planPlant(
          plant([product('p', [contract('p', 1, [eventDataset('d', unique)])])]),
          validators,
        );
        for (const { name } of relationsOf(plan)) expect(utf8Length(name)).toBeLessThanOrEqual(63);
        for (const table of plan.datasets.flatMap((dataset) => dataset.tables)) {
          const names = table.columns.map((column) => column.name);
          expect(new Set(names).size).toBe(names.length);
          const checks = table.checks.map((check) => check.name);
          expect(new Set(checks).size).toBe(checks.length);
          for (const one of [...names, ...checks]) {
            expect(utf8Length(one)).toBeLessThanOrEqual(63);
            expect(one).not.toMatch(/^$|\0/);
          }
        }
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
