import { describe, expect, test } from 'vitest';
import type { EventDatasetPlan } from '../../../contracts/plan/plan.ts';
import { planPlant } from '../../../contracts/plan/plan-plant.ts';
import { planProblems } from '../../../contracts/plan/plan-problems.ts';
import { contract, eventDataset, field, plant, product, validators } from './example-plant.ts';

describe('personal members', () => {
  const personal = { classification: 'personal' } as const;

  test('stand in the plan with their treatment, through objects and arrays', () => {
    expect(planned().majors[0]?.personal).toEqual([
      { path: ['operator'], treatment: 'pseudonymise' },
      { path: ['shift', 'phone'], treatment: 'drop' },
      { path: ['crew', '*', 'badge'], treatment: 'encrypt' },
    ]);
  });

  test('that are dropped have no column; those that are replaced are text', () => {
    const [root, crew] = planned().tables;
    const columns = (table: typeof root) =>
      table?.columns
        .filter(({ source }) => source.kind === 'value')
        .map(({ name, type, classification }) => [name, type, classification]);
    expect(columns(root)).toEqual([
      ['id', 'numeric', undefined],
      ['operator', 'text', 'personal'],
      ['shift_name', 'text', undefined],
    ]);
    expect(columns(crew)).toEqual([['badge', 'text', 'personal']]);
  });

  test('have no limits of the original in the table', () => {
    expect(planned().tables.flatMap(({ checks }) => checks)).toEqual([
      { name: 'report_id_whole', expression: '"id" = trunc("id")' },
    ]);
  });

  test('stay as they arrive in the types of the message', () => {
    const fields = planned().majors[0]?.fields.map(({ name, type }) => [name, type.kind]);
    expect(fields).toContainEqual(['operator', 'integer']);
  });

  test('are not named where there are none', () => {
    const plain = eventDataset('report', [field('id', 'integer')]);
    const [dataset] = planPlant(
      plant([product('report', [contract('report', 1, [plain])])]),
      validators,
    ).datasets;
    expect((dataset as EventDatasetPlan).majors[0]).not.toHaveProperty('personal');
  });

  test.each([
    [
      'key',
      { key: ['operator'] },
      'drop',
      'operator of report is left out, and needed for the key',
    ],
    [
      'key',
      { key: ['operator'] },
      'encrypt',
      'operator of report is encrypted, and needed for the key',
    ],
    ['key', { key: ['operator'] }, 'pseudonymise', undefined],
    [
      'revision',
      { key: ['id'], revision: 'operator' },
      'pseudonymise',
      'operator of report is pseudonymised, and needed for the order of revisions',
    ],
  ] as const)('that are needed as %s are a finding: %j, %s', (_, more, treatment, message) => {
    const report = eventDataset(
      'report',
      [field('id', 'integer'), field('operator', 'string', { ...personal, treatment })],
      more,
    );
    const found = planProblems(plant([product('report', [contract('report', 1, [report])])]));
    expect(found.map((finding) => finding.message)).toEqual(message === undefined ? [] : [message]);
  });

  test('that are the event key cannot be left out', () => {
    const report = eventDataset('report', [field('id', 'integer', { treatment: 'drop' })]);
    const found = planProblems(plant([product('report', [contract('report', 1, [report])])]));
    expect(found).toMatchObject([
      {
        rule: 'personal-member-needed',
        hint: 'pseudonymise it: the pseudonym is the same for the same value; or use another member',
      },
    ]);
  });

  function planned(): EventDatasetPlan {
    const report = eventDataset('report', [
      field('id', 'integer'),
      field(
        'operator',
        { kind: 'integer', minimum: '1000', maximum: '9999' },
        { ...personal, treatment: 'pseudonymise' },
      ),
      field('shift', {
        kind: 'object',
        fields: [field('name', 'string'), field('phone', 'string', { treatment: 'drop' })],
      }),
      field('crew', {
        kind: 'array',
        items: {
          kind: 'object',
          fields: [field('badge', 'integer', { ...personal, treatment: 'encrypt' })],
        },
      }),
    ]);
    const [dataset] = planPlant(
      plant([product('report', [contract('report', 1, [report])])]),
      validators,
    ).datasets;
    return dataset as EventDatasetPlan;
  }
});
