import type { Dataset } from '../../../contracts/model/dataset.ts';
import type { Field } from '../../../contracts/model/field.ts';
import type { Product } from '../../../contracts/model/product.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import {
  computedDataset,
  contract,
  eventDataset,
  field,
  optional,
  plant,
  product,
  validators,
} from '../plan/example-plant.ts';

/** Pairs of plans, each with changes of several kinds. */

export function planOf(...products: readonly Product[]): Plan {
  return planPlant(plant(products), validators);
}

const int = (minimum = '0', maximum = '100000') => ({ kind: 'integer', minimum, maximum }) as const;
const grades = (...values: string[]) => field('grade', { kind: 'string', values });
const revised = { key: ['plate_id'], change: 'revise', revision: 'revision' } as const;

function plate(fields: readonly Field[], more: Partial<Dataset> = {}): Dataset {
  const key = [field('id', int()), field('plate_id', 'string'), field('revision', int())];
  return eventDataset('plate', [...key, ...fields], { ...revised, ...more });
}

const first = plate([
  field('thickness', int()),
  field('width', { kind: 'number', minimum: '1' }, { unit: { code: 'mm' } }),
  grades('a', 'b'),
  field('readings', { kind: 'array', items: int() }),
  optional('heat_no', 'string'),
]);
const later = (width: Partial<Field>): Dataset =>
  plate([
    field('thickness', 'number'),
    field('width', { kind: 'number', maximum: '1000' }, { unit: { code: 'm' }, ...width }),
    grades('a', 'b', 'c'),
    field('coiling', { kind: 'number', minimum: '0' }),
    field('reading', {
      kind: 'array',
      items: { kind: 'object', fields: [field('value', 'number'), optional('place', 'string')] },
    }),
  ]);
const second = later({ physicalName: 'width_v2' });

function plates(...majors: readonly [number, Dataset][]): Product {
  return product(
    'plate',
    majors.map(([major, dataset]) => contract('plate', major, [dataset])),
  );
}

function reader(major: number): Product {
  return product('quality', [], {
    inputPorts: [{ name: 'plate', version: String(major), contractId: 'plate', place: somewhere }],
  });
}

const somewhere = { file: 'test.yaml', line: 1, column: 1 };

const kpi = (fields: readonly Field[]): Product =>
  product('yield', [contract('yield', 1, [computedDataset('yield', fields, ['day'])])]);

const day = field('day', 'string');

export const examples: readonly {
  readonly name: string;
  readonly previous: Plan;
  readonly current: Plan;
}[] = [
  {
    name: 'a second major beside the first',
    previous: planOf(plates([1, first]), reader(1)),
    current: planOf(plates([1, first], [2, second]), reader(1)),
  },
  {
    name: 'the first major ends',
    previous: planOf(plates([1, first], [2, second]), reader(1)),
    current: planOf(plates([2, second]), reader(2)),
  },
  {
    name: 'the first major ends and the second takes its column names',
    previous: planOf(plates([1, first], [2, second]), reader(1)),
    current: planOf(plates([2, later({})]), reader(2)),
  },
  {
    name: 'types, checks and requirements of one major',
    previous: planOf(
      plates([
        1,
        plate([
          field('at', 'string'),
          field('weight', int()),
          grades('a', 'b'),
          field('width', int('10')),
          optional('mill', 'string'),
          field('gone', 'number'),
        ]),
      ]),
    ),
    current: planOf(
      plates([
        1,
        plate(
          [
            field('at', 'timestamp'),
            field('weight', { kind: 'number', minimum: '1' }),
            grades('b', 'c', 'd'),
            field('width', int('5')),
            field('mill', 'string'),
          ],
          { description: 'Plates.' },
        ),
      ]),
    ),
  },
  {
    name: 'numbers of an array become rows',
    previous: planOf(plates([1, plate([optional('passes', { kind: 'array', items: int() })])])),
    current: planOf(
      plates([
        1,
        plate([
          optional('passes', {
            kind: 'array',
            items: { kind: 'object', fields: [field('force', int())] },
          }),
        ]),
      ]),
    ),
  },
  {
    name: 'a computed key figure of another type, and more and fewer columns',
    previous: planOf(kpi([day, field('tons', int()), field('note', 'string')])),
    current: planOf(kpi([day, field('tons', 'number'), field('ratio', 'number')])),
  },
  {
    name: 'the newest rows are chosen by another revision',
    previous: planOf(plates([1, plate([field('correction', int())])])),
    current: planOf(plates([1, plate([field('correction', int())], { revision: 'correction' })])),
  },
  {
    name: 'one product comes and another goes',
    previous: planOf(plates([1, first])),
    current: planOf(kpi([day, field('tons', int())])),
  },
];
