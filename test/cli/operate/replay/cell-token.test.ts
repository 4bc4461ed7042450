import { describe, expect, it } from 'vitest';
import { cellToken } from '../../../../cli/operate/replay/cell-token.ts';
import type { FieldType } from '../../../../contracts/model/field-type.ts';

const number: FieldType = { kind: 'number' };

describe('a cell as JSON', () => {
  it('keeps whole numbers of 64 bits in lists and structs', () => {
    expect(cellToken([9007199254740993n, null], { kind: 'array', items: number }, '.')).toBe(
      '[9007199254740993,null]',
    );
    expect(cellToken({ a: { b: [9007199254740993n] } }, undefined, '.')).toBe(
      '{"a":{"b":[9007199254740993]}}',
    );
  });

  it('writes the decimals of a list as numbers where the contract wants numbers', () => {
    expect(cellToken(['1.50', '-0.01'], { kind: 'array', items: number }, '.')).toBe(
      '[1.50,-0.01]',
    );
  });

  it.each([
    ['007', '7'],
    ['-000.50', '-0.50'],
    ['.5', '0.5'],
    ['+5.', '5'],
    ['000', '0'],
    ['1e3', '1e3'],
    ['.e5', '".e5"'],
    ['0x1', '"0x1"'],
  ])('takes the number %s for %s', (text, token) => {
    expect(cellToken(text, number, '.')).toBe(token);
  });

  it('judges a million zeros and a letter in no time', () => {
    const startedMs = performance.now();
    cellToken(`${'0'.repeat(1_000_000)}x`, number, '.');
    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});
