import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonText } from '../../../ingestion/etl/value-text.ts';
import {
  mayHoldInexactNumbers,
  parseExact,
  SourceNumber,
} from '../../../ingestion/json/exact-json.ts';
import { findJsonDefect } from '../../../ingestion/json/json-defects.ts';

describe('numbers as written', () => {
  test('long numbers and trailing zeros keep their digits, strings stay untouched', () => {
    const text =
      '{"a":0.1234567890123456789,"b":[1.50,2],"c":"1.50 \\" 12345678901234567890","d":1e400}';
    expect(parseExact(text)).toEqual({
      a: new SourceNumber('0.1234567890123456789'),
      b: [new SourceNumber('1.50'), 2],
      c: '1.50 " 12345678901234567890',
      d: new SourceNumber('1e400'),
    });
  });

  test('a text full of private-use characters cannot pass for a number', () => {
    expect(parseExact('["\\ue0001.50","\ue001x",1.50]')).toEqual([
      '\ue0001.50',
      '\ue001x',
      new SourceNumber('1.50'),
    ]);
  });

  test('megabytes of text and nestings of thousands are read like any other', () => {
    const long = '\\n'.repeat(6_000_000);
    expect(parseExact(`{"a":"${long}","b":1.50}`)).toEqual({
      a: '\n'.repeat(6_000_000),
      b: new SourceNumber('1.50'),
    });
    expect(findJsonDefect(`["${'x'.repeat(12_000_000)}",{"a":1,"a":2}]`)).toEqual({
      rule: 'duplicate-member',
      pointer: '/1/a',
    });
    let levels = 0;
    let inside = parseExact(`${'['.repeat(100_000)}1.50${']'.repeat(100_000)}`);
    for (; Array.isArray(inside); [inside] = inside) levels += 1;
    expect([levels, inside]).toEqual([100_000, new SourceNumber('1.50')]);
  });

  test('members named like inherited ones are members', () => {
    const text = '{"__proto__":{"a":1.50},"constructor":[],"":{"toString":null}}';
    expect(jsonText(parseExact(text))).toBe(text);
    expect(Object.keys(parseExact(text) as object)).toEqual(['__proto__', 'constructor', '']);
  });

  test('any JSON comes out as it went in', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(jsonText(parseExact(text)))).toEqual(JSON.parse(text));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  test('no number that a double changes goes unnoticed', () => {
    const digits = fc.stringMatching(/^[1-9]\d{0,24}$/);
    const fraction = fc.stringMatching(/^\d{1,24}$/);
    fc.assert(
      fc.property(digits, fc.option(fraction), fc.nat(40), (whole, part, padding) => {
        const number = part === null ? whole : `${whole}.${part}`;
        const text = `{"${'k'.repeat(padding)}": ${number}}`;
        const kept = String(Number(number));
        // A double of 22 digits prints with an exponent and is the same number only by luck.
        expect(kept === number || mayHoldInexactNumbers(text), text).toBe(true);
      }),
      { seed: 7, numRuns: 2000 },
    );
  });
});

test('duplicate members are found in their own object only', () => {
  expect(findJsonDefect('{"a":{"a":1},"b":[{"a":1},{"a":"a"}]}')).toBeUndefined();
  expect(findJsonDefect('[{"x":1},{"y":[0,{"k":1,"k":2}]}]')).toEqual({
    rule: 'duplicate-member',
    pointer: '/1/y/1/k',
  });
});
