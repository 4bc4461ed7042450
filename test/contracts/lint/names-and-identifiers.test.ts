import { describe, expect, it } from 'vitest';
import { checkRepository } from '../../../cli/check-repository.ts';
import type { LintContext } from '../../../contracts/lint/lint-context.ts';
import type { Rule } from '../../../contracts/lint/rule.ts';
import { identifierTypeAgrees } from '../../../contracts/lint/rules/identifier-type-agrees.ts';
import { namesCollide } from '../../../contracts/lint/rules/names-collide.ts';
import type { Plant } from '../../../contracts/model/plant.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { nameCollisions, relationsOf } from '../../../contracts/plan/relations.ts';
import { readPlant } from '../../../contracts/read-plant.ts';
import { memoryFiles } from '../../../contracts/source/repository-files.ts';
import { processPlant } from '../model/process-plant.ts';
import {
  calendar,
  contract,
  eventDataset,
  field,
  plant,
  product,
  validators,
} from '../plan/example-plant.ts';
import { caseFiles } from './case-files.ts';

function told(rule: Rule, of: Plant): readonly string[] {
  const plan = planPlant(of, validators);
  const context: LintContext = {
    plant: of,
    documents: new Map(),
    products: [],
    contracts: [],
    relations: relationsOf(plan),
    collisions: nameCollisions(plan),
  };
  return [...rule.check(context)].map(({ message, hint }) => `${message}: ${hint}`);
}

describe('names that collide', () => {
  it('are told of two calendars, of which one is named like the stops of the other', () => {
    const days = { from: '2026-03-01', until: '2026-03-02' };
    const stops = { kind: 'file', path: 'stops.csv', stops: [] } as const;
    const calendars = [
      calendar({ ...days, name: 'day', stops }),
      calendar({ ...days, name: 'day_stop' }),
    ];
    expect(told(namesCollide, { ...plant([]), calendars })).toEqual([
      "'calendar.day' and 'calendar.day_stop' both need the name curated.calendar_day_stop: rename the calendar 'day_stop': a calendar takes the names of its stops as well",
    ]);
    expect(told(namesCollide, { ...plant([]), calendars: calendars.slice(0, 1) })).toEqual([]);
  });

  it('are told of a dataset that is named like the tag register of another', async () => {
    const path = 'products/casting/strand/strand.v1.odcs.yaml';
    const files = caseFiles('');
    const text = files[path] ?? '';
    const second = text
      .slice(text.indexOf('  - name: strand'))
      .replace('  - name: strand', '  - name: strand_tag')
      .replace('/strand/v1', '/strand_tag/v1');
    const { findings } = await checkRepository(memoryFiles({ ...files, [path]: text + second }));
    const own = findings.find(({ rule }) => rule === 'names-collide');
    expect(own?.message).toContain('metrics.strand_tag');
    expect(own?.hint).toContain('takes the name of its tag register');
  });
});

describe('a license of what is no program', () => {
  it('is led to where terms of use belong', async () => {
    const path = 'products/casting/surface/product.odps.yaml';
    const files = processPlant();
    const text = (files[path] ?? '').replace('kind: files', 'kind: files, license: MIT');
    const { findings } = await readPlant(memoryFiles({ ...files, [path]: text }));
    expect(findings).toMatchObject([
      { rule: 'value-not-allowed', hint: expect.stringContaining('description.limitations') },
    ]);
  });
});

describe('identifiers of one kind', () => {
  it('agree where one record lists what the other names', () => {
    const heat = field('heat_id', 'string', { identifier: 'heat' });
    const list = (kind: 'string' | 'number') =>
      field('heats', { kind: 'array', items: { kind } }, { identifier: 'heat' });
    const of = (kind: 'string' | 'number') =>
      plant([
        product('heat', [contract('heat', 1, [eventDataset('heat', [heat])])]),
        product('slab', [contract('slab', 1, [eventDataset('slab', [list(kind)])])]),
      ]);
    expect(told(identifierTypeAgrees, of('string'))).toEqual([]);
    expect(told(identifierTypeAgrees, of('number'))).toEqual([
      expect.stringContaining('is a heat of type number; heat.heat.heat_id is of type string'),
    ]);
  });
});
