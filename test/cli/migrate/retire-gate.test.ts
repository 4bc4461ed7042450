import { expect, test } from 'vitest';
import { retireRefusals } from '../../../cli/migrate/retire-gate.ts';
import { planMigration } from '../../../contracts/migration/plan-migration.ts';
import type { Contract } from '../../../contracts/model/contract.ts';
import type { Product } from '../../../contracts/model/product.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import {
  contract,
  eventDataset,
  field,
  plant,
  product,
  validators,
} from '../../contracts/plan/example-plant.ts';

const heat = (major: number, ...names: readonly string[]): Contract =>
  contract('heat', major, [
    eventDataset('heat', [
      field('id', 'integer'),
      ...names.map((name) => field(name, { kind: 'number' })),
    ]),
  ]);
const ending: Contract = {
  ...heat(1, 'weight'),
  slas: [{ property: 'endOfSupport', value: '2027-12-31' }],
};
const reader = product('quality', [], {
  inputPorts: [
    {
      name: 'heat',
      version: '1.0.0',
      contractId: 'heat',
      place: { file: 'quality.yaml', line: 7, column: 1 },
    },
  ],
});

function built(...products: readonly Product[]) {
  const whole = plant(products);
  return { plant: whole, plan: planPlant(whole, validators) };
}

const previous = built(product('heat', [ending, heat(2, 'mass')]), reader);
const moved = built(product('heat', [heat(2, 'mass')]));
const stepsTo = (current: ReturnType<typeof built>) =>
  planMigration(previous.plan, current.plan).steps.filter(({ phase }) => phase === 'retire');

test('a major is not retired before its end of support is over', async () => {
  const steps = stepsTo(moved);
  expect(steps.map(({ object }) => object)).toContain('curated.heat.weight');
  const early = await retireRefusals(steps, { previous, current: moved, today: '2027-12-31' });
  for (const object of ['curated.heat_v1', 'curated.heat.weight']) {
    expect(early).toContain(
      `${object}: heat.v1 is promised until 2027-12-31, which is not over (today is 2027-12-31)`,
    );
  }
  expect(await retireRefusals(steps, { previous, current: moved, today: '2028-01-01' })).toEqual(
    [],
  );
});

test('a major is not retired while a port of the plant names it', async () => {
  const current = built(product('heat', [heat(2, 'mass')]), reader);
  const told = await retireRefusals(stepsTo(current), { previous, current, today: '2028-01-01' });
  expect(told).toContain(
    'curated.heat_v1: heat.v1 is still read by quality (port, quality.yaml:7)',
  );
});

test('the major whose support ends is the one that goes', () => {
  const view = stepsTo(moved).find(({ object }) => object === 'curated.heat_v1');
  expect(view?.after).toContain('the end of support of heat.v1');
  expect(view?.contracts).toEqual(['heat.v1']);
});
