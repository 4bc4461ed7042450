import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJson } from '../../../ingestion/writer/decode-json.ts';

function decode(text: string): ReturnType<typeof decodeJson> {
  return decodeJson(Buffer.from(text));
}

describe('reading the bytes of a message', () => {
  test('takes JSON as it is, however it is laid out', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4, noUnicodeString: false }),
        fc.integer({ min: 0, max: 4 }),
        (text, indent) => {
          const value = JSON.parse(text);
          const laidOut = JSON.stringify(value, null, indent).replaceAll('": ', '" : ');
          const decoded = decode(laidOut);
          expect(decoded.kind).toBe('json');
          if (decoded.kind === 'json' && !laidOut.includes('\\u')) {
            expect(decoded).toMatchObject({ faithful: true });
          }
        },
      ),
      { seed: 7 },
    );
  });

  test('finds a duplicate key at any depth, whatever strings hold', () => {
    const names = fc.constantFrom('a', '":', '\\', 'x":1,"y', 'ä');
    fc.assert(
      fc.property(names, fc.json({ maxDepth: 2 }), fc.nat(3), (name, other, depth) => {
        const key = JSON.stringify(name);
        let text = `{${key}:1, "other": ${other}, ${key} :2}`;
        for (let level = 0; level < depth; level += 1) text = `{"l": [${text}]}`;
        expect(decode(text)).toMatchObject({ faithful: false, reason: 'duplicate-key' });
      }),
      { seed: 7 },
    );
  });

  test.each([
    ['"\\u0000"', 'nul'],
    ['{"\\u0000": 1}', 'nul'],
    ['"\\ud800"', 'lone-surrogate'],
    ['"\\ude00\\ud83d"', 'lone-surrogate'],
    ['[1e131073]', 'number-range'],
    ['[1e-20000]', 'number-range'],
    [`[${'9'.repeat(131_500)}]`, 'number-range'],
    [`[0.${'1'.repeat(16_500)}]`, 'number-range'],
    ['['.repeat(65) + ']'.repeat(65), 'depth'],
    ['['.repeat(100_000) + ']'.repeat(100_000), 'depth'],
  ])('says why JSONB would not keep it: %#', (text, reason) => {
    expect(decode(text)).toMatchObject({ kind: 'json', faithful: false, reason });
  });

  test.each([
    '"\\\\u0000"',
    '"\\ud83d\\ude00"',
    '{"id": "4e1234567", "e": 1e300}',
    '['.repeat(64) + ']'.repeat(64),
    '-0',
    'null',
    '{"__proto__": 1, "constructor": 2}',
  ])('does not suspect what JSONB keeps: %s', (text) => {
    expect(decode(text)).toMatchObject({ kind: 'json', faithful: true });
  });

  test.each(['', '{', '\ufeff{}', '{"a": NaN}', "{'a': 1}", '{} {}'])('is not JSON: %s', (text) => {
    expect(decode(text)).toEqual({ kind: 'unreadable', reason: 'not-json' });
  });

  test('is not UTF-8', () => {
    expect(decodeJson(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toEqual({
      kind: 'unreadable',
      reason: 'not-utf8',
    });
  });
});
