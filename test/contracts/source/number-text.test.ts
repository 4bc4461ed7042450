import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalDecimal,
  changesAsDouble,
  compareDecimals,
  decimalOfDouble,
} from '../../../contracts/source/number-text.ts';

describe('a decimal text', () => {
  it.each([
    ['0', '0'],
    ['-0.0', '0'],
    ['+1.50', '1.5'],
    ['007', '7'],
    ['.5', '0.5'],
    ['1.', '1'],
    ['1e3', '1000'],
    ['-12.5E-4', '-0.00125'],
    ['1e21', '1000000000000000000000'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalDecimal(text)).toBe(canonical);
  });

  it.each(['', '.', 'e5', '1e', '0x10', '1_000', '1e99999', 'Infinity', '１'])(
    '%s is none',
    (text) => {
      expect(canonicalDecimal(text)).toBeUndefined();
    },
  );

  it('is the same number as the double it was written from', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(decimalOfDouble(value))).toBe(value === 0 ? 0 : value);
        expect(changesAsDouble(String(value))).toBe(false);
      }),
    );
  });

  it('is in the order of its numbers', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), fc.nat(6), (a, b, scale) => {
        const text = (value: bigint) => canonicalDecimal(`${value}e-${scale}`) ?? '';
        const order = a < b ? -1 : a > b ? 1 : 0;
        expect(Math.sign(compareDecimals(text(a), text(b)))).toBe(order);
      }),
    );
  });

  it('is equal to itself, also below zero', () => {
    expect(compareDecimals('-1.5', '-1.5')).toBe(0);
    expect(compareDecimals('1.5', '1.5')).toBe(0);
  });

  it('tells which numbers a double changes', () => {
    expect(changesAsDouble('9007199254740993')).toBe(true);
    expect(changesAsDouble('0.1')).toBe(false);
    expect(changesAsDouble('0.10000000000000000555')).toBe(true);
  });
});
