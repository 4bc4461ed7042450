import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeJson } from '../../../ingestion/json/decode-json.ts';
import { findJsonDefect } from '../../../ingestion/json/json-defects.ts';

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
            expect(decoded).not.toHaveProperty('defect');
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
        expect(decode(text)).toMatchObject({ defect: { rule: 'duplicate-member' } });
      }),
      { seed: 7 },
    );
  });

  test('the cheap look suspects whatever the thorough one finds', () => {
    const scalar = fc.constantFrom(
      ...['null', '"a"', '"\\":"', '"\\u0000"', '"\\\\u0000"', '"\\uD800"', '"\\ud83d\\ude00"'],
      ...['1', '-0', '1e999', '1e130999', '1e131000', '1e-16001', '1e+0000131073', '1E-15999'],
      ...[`${'9'.repeat(130_100)}e999`, `0.${'1'.repeat(15_002)}e-999`, '7'.repeat(131_001)],
      ...[`"${'7'.repeat(16_000)}"`, `0.${'7'.repeat(15_999)}`],
    );
    const { value } = fc.letrec<{ value: string; member: string }>((tie) => ({
      member: fc
        .tuple(
          fc.constantFrom('"a"', '"b"', '"\\u0061"', '"\\\\"'),
          fc.constantFrom('', ' '),
          tie('value'),
        )
        .map(([name, space, inner]) => `${name}${space}:${inner}`),
      value: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
        fc.array(tie('member'), { maxLength: 3 }).map((members) => `{${members.join(', ')}}`),
      ),
    }));
    fc.assert(
      fc.property(value, (text) => {
        const decoded = decode(text);
        expect(decoded.kind === 'json' && decoded.defect).toEqual(findJsonDefect(text));
      }),
      { seed: 7, numRuns: 2000 },
    );
  });

  test.each([
    ['"\\u0000"', 'unstorable-character'],
    ['{"\\u0000": 1}', 'unstorable-character'],
    ['"\\ud800"', 'unstorable-character'],
    ['"\\ude00\\ud83d"', 'unstorable-character'],
    ['[1e131073]', 'number-range'],
    ['[1e-20000]', 'number-range'],
    [`[${'9'.repeat(131_500)}]`, 'number-range'],
    [`[0.${'1'.repeat(16_500)}]`, 'number-range'],
    ['['.repeat(65) + ']'.repeat(65), 'too-deep'],
    ['['.repeat(100_000) + ']'.repeat(100_000), 'too-deep'],
  ])('says why JSONB would not keep it: %#', (text, rule) => {
    expect(decode(text)).toMatchObject({ kind: 'json', defect: { rule } });
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
    expect(decode(text)).toEqual({ kind: 'json', text, value: JSON.parse(text) });
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
