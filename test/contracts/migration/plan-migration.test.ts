import { describe, expect, it } from 'vitest';
import type { Migration } from '../../../contracts/migration/migration.ts';
import { migrationSql } from '../../../contracts/migration/migration-sql.ts';
import { planMigration } from '../../../contracts/migration/plan-migration.ts';
import type { Plan } from '../../../contracts/plan/plan.ts';
import { computedDataset, contract, eventDataset, field, product } from '../plan/example-plant.ts';
import { examples, planOf } from './example-migrations.ts';

const migrationOf = (name: string): Migration => {
  const found = examples.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no example is called "${name}"`);
  return planMigration(found.previous, found.current);
};

const plates = (...fields: Parameters<typeof eventDataset>[1]): Plan =>
  planOf(
    product('plate', [
      contract('plate', 1, [eventDataset('plate', [field('id', 'integer'), ...fields])]),
    ]),
  );

describe('a migration', () => {
  it('has no step between plans that are alike', () => {
    for (const { previous, current } of examples) {
      expect(planMigration(previous, previous)).toEqual({ steps: [], byHand: [] });
      expect(planMigration(current, current)).toEqual({ steps: [], byHand: [] });
    }
  });

  it('goes through its phases in order, with steps told apart and named after contracts', () => {
    for (const { previous, current } of examples) {
      const { steps, byHand } = planMigration(previous, current);
      expect(byHand).toEqual([]);
      const phases = steps.map(({ phase }) => ['expand', 'migrate', 'retire'].indexOf(phase));
      expect(phases).toEqual([...phases].sort());
      expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
      for (const { phase, down, after } of steps) {
        if (phase === 'retire')
          expect({ down, waits: after?.length }).toMatchObject({ down: undefined });
        if (phase === 'retire') expect(after?.length).toBeGreaterThan(0);
      }
    }
  });

  it('never writes a table anew, and reads none under a lock that stops readers', () => {
    for (const { previous, current } of examples) {
      const { steps } = planMigration(previous, current);
      const statements = steps.flatMap((step) => [...step.statements, ...(step.down ?? [])]);
      expect(statements.filter(({ rewrites }) => rewrites)).toEqual([]);
      expect(statements.filter(({ scans, lock }) => scans && lock === 'ACCESS EXCLUSIVE')).toEqual(
        [],
      );
      expect(
        statements.filter(({ sql }) => /ALTER COLUMN \S+ TYPE|TRUNCATE|CASCADE/.test(sql)),
      ).toEqual([]);
    }
  });

  it('retires a view only after the end of support and its consumers', () => {
    const view = migrationOf('the first major ends').steps.find(
      ({ object, phase }) => phase === 'retire' && object === 'curated.plate_v1',
    );
    expect(view?.after).toEqual(['the end of support of plate.v1', 'quality reads it no more']);
    expect(view?.down).toBeUndefined();
  });

  it('asks for rows that a narrower check refuses, and for none where it is looser', () => {
    const { steps } = migrationOf('types, checks and requirements of one major');
    const tested = steps.filter(({ test }) => test !== undefined).map(({ id }) => id);
    expect(tested).toEqual([
      'expand/curated.plate/new-type-at',
      'migrate/curated.plate/require-mill',
      'migrate/curated.plate/check-plate_weight_minimum',
      'migrate/curated.plate/check-plate_grade_values',
      'migrate/curated/exchange',
      'retire/curated/views',
    ]);
    expect(steps.map(({ id }) => id)).toContain(
      'expand/curated.plate/loosen-check-plate_width_minimum',
    );
  });

  it('leaves a type that is wider than the new one', () => {
    const wide = plates(field('weight', 'number'));
    const whole = plates(field('weight', { kind: 'integer', minimum: '0', maximum: '9' }));
    const { steps, byHand } = planMigration(wide, whole);
    expect(byHand).toEqual([]);
    expect(steps.filter(({ id }) => id.includes('new-type'))).toEqual([]);
  });

  it('says what is for a person: a unit, a type without counterpart, a key', () => {
    const unit = planMigration(
      plates(field('width', 'number', { unit: { code: 'mm' } })),
      plates(field('width', 'number', { unit: { code: 'm' } })),
    );
    expect(unit.byHand).toMatchObject([{ object: 'curated.plate.width' }]);
    expect(unit.byHand[0]?.reason).toContain('is mm and becomes m');
    const type = planMigration(plates(field('at', 'date')), plates(field('at', 'boolean')));
    expect(type.byHand[0]?.reason).toContain('It is date and becomes boolean');
    const yields = (key: string): Plan =>
      planOf(
        product('yield', [
          contract('yield', 1, [
            computedDataset('yield', [field('day', 'string'), field('shift', 'string')], [key]),
          ]),
        ]),
      );
    expect(planMigration(yields('day'), yields('shift')).byHand).toMatchObject([
      { object: 'business.yield' },
    ]);
  });

  it('is written for people and psql, each statement with what it costs', () => {
    const sql = migrationSql(migrationOf('a second major beside the first'), 'migrate');
    expect(sql.split('\n').slice(1, 3)).toEqual([
      `SET lock_timeout = '500ms';`,
      `SET statement_timeout = '30s';`,
    ]);
    expect(sql).toContain(`-- SHARE UPDATE EXCLUSIVE, reads the table
ALTER TABLE "curated"."plate" VALIDATE CONSTRAINT "plate_thickness_required";`);
    expect(sql).toContain('-- ROW EXCLUSIVE, in batches of about 5000 rows\nDO ');
    expect(migrationSql({ steps: [], byHand: [] }, 'expand')).toBe('');
  });
});
