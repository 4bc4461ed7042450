import { expect, it } from 'vitest';
import { timeUnit } from '../../../contracts/source/time-unit.ts';

it.each([
  ['ms', 1],
  ['s', 1_000],
  ['Seconds', 1_000],
  ['min', 60_000],
  ['hrs', 3_600_000],
  ['d', 86_400_000],
  ['weeks', 604_800_000],
])('%s is a unit of exact length', (unit, ms) => {
  expect(timeUnit(unit)).toEqual({ ms, isExact: true });
});

it.each([
  ['m', 2_629_746_000],
  ['years', 31_556_952_000],
])('%s is as long as its mean', (unit, ms) => {
  expect(timeUnit(unit)).toEqual({ ms, isExact: false });
});

it.each(['', 'percent', 'constructor', '__proto__', 't'])('%s is no unit of time', (unit) => {
  expect(timeUnit(unit)).toBeUndefined();
});
