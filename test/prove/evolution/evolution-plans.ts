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
} from '../../contracts/plan/example-plant.ts';

/**
 * Plates and their daily yield in four states of one repository. `first` to `second`: a major 2 of the
 * plates beside the first, whose whole thickness is a number with decimals, whose width is in metres, whose grades are more, which
 * requires a coiling temperature and sends readings as rows. `second` to `third`: a key figure of the
 * yield gets decimals, a ratio comes and a note goes. `third` to `fourth`: major 1 ends, and the widths of major 2 take the
 * column name that they had to leave to it.
 */
export interface EvolutionPlans {
  readonly first: Plan;
  readonly second: Plan;
  readonly third: Plan;
  readonly fourth: Plan;
}

export function evolutionPlans(): EvolutionPlans {
  return {
    first: planOf(plates([1, plateV1]), yields(1, earlyYield)),
    second: planOf(plates([1, plateV1], [2, plateV2(apart)]), yields(1, earlyYield)),
    third: planOf(plates([1, plateV1], [2, plateV2(apart)]), yields(1, lateYield)),
    fourth: planOf(plates([2, plateV2({})]), yields(2, lateYield)),
  };
}

const whole = { kind: 'integer', minimum: '0', maximum: '1000000' } as const;
const grades = (...values: string[]) => field('grade', { kind: 'string', values });
const key = [
  field('id', { kind: 'integer', minimum: '0', maximum: '9007199254740991' }),
  field('plate_id', 'string'),
  field('revision', whole),
  field('campaign', 'string'),
];

const plateV1 = plate([
  field('thickness', whole),
  field('width', 'number', { unit: { code: 'mm' } }),
  grades('s235', 's355'),
  field('readings', { kind: 'array', items: whole }),
]);
const plateV2 = (width: Partial<Field>): Dataset =>
  plate([
    field('thickness', 'number'),
    field('width', 'number', { unit: { code: 'm' }, ...width }),
    grades('s235', 's355', 's460'),
    field('coiling', 'number'),
    field('reading', {
      kind: 'array',
      items: { kind: 'object', fields: [field('value', 'number'), optional('place', 'string')] },
    }),
  ]);
const apart = { physicalName: 'width_v2' };

function plate(fields: readonly Field[]): Dataset {
  return eventDataset('plate', [...key, ...fields], {
    key: ['plate_id'],
    change: 'revise',
    revision: 'revision',
  });
}

function plates(...majors: readonly [number, Dataset][]): Product {
  return product(
    'plate',
    majors.map(([major, dataset]) => contract('plate', major, [dataset])),
  );
}

interface Yield {
  readonly fields: readonly Field[];
  readonly selected: string;
}

const campaign = field('campaign', 'string');
const earlyYield: Yield = {
  fields: [campaign, field('millimetres', whole), field('note', 'string')],
  selected: `sum(trunc(thickness))::bigint AS millimetres, 'whole'::text AS note`,
};
const lateYield: Yield = {
  fields: [campaign, field('millimetres', 'number'), field('ratio', 'number')],
  selected: 'sum(thickness)::numeric AS millimetres, round(avg(thickness), 3)::numeric AS ratio',
};

/** What the plates of a campaign measure together, from one major of the plates. */
function yields(major: number, { fields, selected }: Yield): Product {
  const view = { store: 'curated', view: `plate_v${major}` } as const;
  const dataset = computedDataset('yield', fields, ['campaign']);
  const { source } = dataset;
  if (source.kind !== 'transform') throw new Error('the yield is computed');
  return product('yield', [
    contract('yield', 1, [
      {
        ...dataset,
        source: {
          kind: 'transform',
          transform: {
            ...source.transform,
            sql: `SELECT campaign, ${selected} FROM curated.plate_v${major} GROUP BY campaign`,
            reads: [view],
            refresh: {
              kind: 'incremental',
              key: ['campaign'],
              changedBy: [{ view, keys: { kind: 'columns', columns: ['campaign'] } }],
            },
          },
        },
      },
    ]),
  ]);
}

function planOf(...products: readonly Product[]): Plan {
  return planPlant(plant(products), validators);
}
