import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  rangeChange,
  rangeText,
} from '../../../../contracts/compatibility/change/numeric-range.ts';
import { qualityChange } from '../../../../contracts/compatibility/change/quality-change.ts';
import { slaChange } from '../../../../contracts/compatibility/change/sla-change.ts';
import type { NumericBounds } from '../../../../contracts/model/field-type.ts';
import type { QualityRule } from '../../../../contracts/model/quality-rule.ts';

describe('ranges of numbers', () => {
  test.each<[NumericBounds, NumericBounds, string | undefined]>([
    [{ minimum: '0' }, { minimum: '0.0' }, undefined],
    [{ minimum: '0' }, { exclusiveMinimum: '0' }, 'tightened'],
    [{ maximum: '9007199254740993' }, { maximum: '9007199254740992' }, 'tightened'],
    [{ maximum: '0.1' }, { maximum: '0.10000000000000000001' }, 'loosened'],
    [{ minimum: '0', maximum: '1' }, { minimum: '1', maximum: '2' }, 'changed'],
    [{ minimum: '-1' }, {}, 'loosened'],
    [{}, { maximum: '1e3' }, 'tightened'],
    [{ minimum: '0', exclusiveMinimum: '0' }, { exclusiveMinimum: '0' }, undefined],
  ])('%o to %o', (before, after, direction) => {
    expect(rangeChange(before, after, false)).toBe(direction);
  });

  test('of integers: an open end is the next one inside', () => {
    expect(rangeChange({ exclusiveMinimum: '0' }, { minimum: '1' }, true)).toBeUndefined();
    expect(rangeChange({ maximum: '9.5' }, { maximum: '9' }, true)).toBeUndefined();
    expect(rangeChange({ minimum: '-9.5' }, { minimum: '-9' }, true)).toBeUndefined();
    expect(rangeChange({ exclusiveMaximum: '-0.5' }, { maximum: '-1' }, true)).toBeUndefined();
  });

  test('agree with what each number does', () => {
    const half = fc.integer({ min: -6, max: 6 }).map((number) => String(number / 2));
    const bounds = fc.record(
      { minimum: half, maximum: half, exclusiveMinimum: half, exclusiveMaximum: half },
      { requiredKeys: [] },
    );
    const has = (b: NumericBounds, number: number) =>
      (b.minimum === undefined || number >= Number(b.minimum)) &&
      (b.maximum === undefined || number <= Number(b.maximum)) &&
      (b.exclusiveMinimum === undefined || number > Number(b.exclusiveMinimum)) &&
      (b.exclusiveMaximum === undefined || number < Number(b.exclusiveMaximum));
    const property = fc.property(bounds, bounds, fc.boolean(), (before, after, isInteger) => {
      const step = isInteger ? 1 : 0.25;
      const numbers = Array.from({ length: 8 / step }, (_, index) => -4 + index * step);
      const direction = rangeChange(before, after, isInteger);
      const isGained = numbers.some((number) => has(after, number) && !has(before, number));
      const isLost = numbers.some((number) => has(before, number) && !has(after, number));
      if (direction === undefined) expect([isGained, isLost]).toEqual([false, false]);
      if (direction === 'loosened') expect(isLost).toBe(false);
      if (direction === 'tightened') expect(isGained).toBe(false);
    });
    fc.assert(property, { seed: 5, numRuns: 500 });
  });

  test('in words', () => {
    const texts = [
      { minimum: '0', exclusiveMaximum: '4.50' },
      { exclusiveMinimum: '1' },
      { maximum: '7' },
      {},
    ];
    expect(texts.map(rangeText)).toEqual([
      'from 0 to below 4.5',
      'above 1',
      'up to 7',
      'any number',
    ]);
  });
});

describe('service levels', () => {
  test.each([
    ['latency', ['5', 's'], ['60', 's'], 'worse'],
    ['latency', ['60', 's'], ['1', 'min'], undefined],
    ['ly', ['2', 'h'], ['90', 'minutes'], 'better'],
    ['frequency', ['1', 'd'], ['1', 'w'], 'worse'],
    ['retention', ['90', 'd'], ['7', 'd'], 'worse'],
    ['retention', ['1', 'y'], ['12', 'm'], undefined],
    ['retention', ['2', 'y'], ['30', 'months'], 'better'],
    ['availability', ['99.5', '%'], ['99.90', 'percent'], 'better'],
    ['errorRate', ['0.1', '%'], ['1', '%'], 'worse'],
    ['throughput', ['100', 'rows/s'], ['50', 'rows/s'], 'worse'],
    ['throughput', ['100', 'rows/s'], ['50', 'rows/min'], 'changed'],
    ['endOfSupport', ['2027-12-31', undefined], ['2028-06-30', undefined], 'better'],
    ['endOfLife', ['2028-06-30', undefined], ['2027-12-31', undefined], 'worse'],
    ['freshness of the soul', ['1', undefined], ['2', undefined], 'changed'],
    ['latency', ['soon', undefined], ['later', undefined], 'changed'],
  ] as const)('%s: %o to %o', (property, before, after, change) => {
    const level = ([value, unit]: readonly [string, string | undefined]) => ({
      property,
      value,
      ...(unit === undefined ? {} : { unit }),
    });
    expect(slaChange(level(before), level(after))).toBe(change);
  });

  test('around the clock is more than by a calendar, and another calendar another level', () => {
    const level = { property: 'frequency', value: '1', unit: 'd' };
    const byDay = { ...level, calendar: 'production_day' };
    expect(slaChange(level, byDay)).toBe('worse');
    expect(slaChange(byDay, level)).toBe('better');
    expect(slaChange(byDay, { ...byDay, calendar: 'week' })).toBe('changed');
  });
});

describe('quality rules', () => {
  const place = { file: 'a', line: 1, column: 1 };
  const rule = (operator: string, ...operands: string[]): QualityRule => ({
    kind: 'library',
    metric: 'rowCount',
    operator,
    operands,
    place,
  });
  test.each([
    [rule('mustBeGreaterThan', '0'), rule('mustBeGreaterThan', '10'), 'tightened'],
    [rule('mustBeGreaterThan', '0'), rule('mustBeGreaterOrEqualTo', '0'), 'loosened'],
    [rule('mustBeLessThan', '5'), rule('mustBe', '0'), 'tightened'],
    [rule('mustBeBetween', '1', '9'), rule('mustBeBetween', '0', '10'), 'loosened'],
    [rule('mustBeBetween', '1', '9'), rule('mustBeBetween', '2', '10'), 'changed'],
    [rule('mustBe', '0'), rule('mustNotBe', '0'), 'changed'],
    [rule('mustBe', '1'), rule('mustBe', '1.0'), 'text'],
    [
      { ...rule('mustBe', '0'), unit: 'rows' },
      { ...rule('mustBe', '0'), unit: 'percent' },
      'changed',
    ],
    [
      { ...rule('mustBe', '0'), validValues: ['a', 'b'] },
      { ...rule('mustBe', '0'), validValues: ['a'] },
      'tightened',
    ],
    [
      { ...rule('mustBe', '0'), validValues: ['a'] },
      { ...rule('mustBe', '0'), validValues: ['a', 'b'] },
      'loosened',
    ],
    [{ ...rule('mustBe', '0'), description: 'x' }, rule('mustBe', '0'), 'text'],
    [rule('mustBe', '0'), { ...rule('mustBe', '0'), place: { ...place, line: 9 } }, undefined],
  ] as const)('%o to %o', (before, after, change) => {
    expect(qualityChange(before, after)).toBe(change);
  });
});
