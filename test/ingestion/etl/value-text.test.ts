import { expect, test } from 'vitest';
import { integerText } from '../../../ingestion/etl/number-text.ts';
import { valueWriter } from '../../../ingestion/etl/value-text.ts';

test('whole numbers are written as integers, others stay for the store to refuse', () => {
  expect(
    ['1.0', '1e3', '-2.50e2', '0.0', '12', '1.5', '1e-1', '100e-2', '-0.0'].map(integerText),
  ).toEqual(['1', '1000', '-250', '0', '12', '1.5', '1e-1', '1', '0']);
});

test('array elements survive quotes, backslashes, braces, commas and the word NULL', () => {
  const write = valueWriter('text');
  expect(['a"b\\c', '{x,y}', 'NULL', '', null].map(write)).toEqual([
    '"a\\"b\\\\c"',
    '"{x,y}"',
    '"NULL"',
    '""',
    'NULL',
  ]);
});

test('a local time becomes an instant, unless its zone had it twice or never', () => {
  const write = valueWriter('timestamptz', 'Europe/Berlin');
  expect(write('2026-07-01T12:00:00.25')).toBe('"2026-07-01T10:00:00.250Z"');
  expect(write('2026-10-25T02:30:00')).toBe('NULL');
  expect(write('2026-03-29T02:30:00')).toBe('NULL');
  expect(write('2026-07-01T12:00:00+05:00')).toBe('"2026-07-01T12:00:00+05:00"');
});
