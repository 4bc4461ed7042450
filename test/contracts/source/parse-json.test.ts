import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../contracts/source/parse-json.ts';

const parse = (text: string) => parseJson('a.json', new TextEncoder().encode(text));

describe('JSON', () => {
  it('means what JSON.parse says', () => {
    const printable = fc.string({
      unit: fc.constantFrom('a', 'é', '"', '\\', '/', '\n', '\t', '~', '\u{1f525}'),
    });
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        printable,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('any'), { maxLength: 4 }),
      object: fc.dictionary(printable, tie('any'), { maxKeys: 4, noNullPrototype: true }),
    })).any;
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
        const text = JSON.stringify(json, null, indent);
        expect(parse(text).document?.value).toEqual(JSON.parse(text));
      }),
      { seed: 3 },
    );
  });

  it('is refused exactly where JSON.parse refuses it, apart from our limits', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"b"',
        '1',
        '-',
        '0',
        '.5',
        'e3',
        'true',
        'null',
        ' ',
        '\n',
        '"',
        '\\',
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const { document, findings } = parse(text);
        fc.pre(findings.every((finding) => finding.rule === 'json-syntax'));
        let sound = true;
        try {
          JSON.parse(text);
        } catch {
          sound = false;
        }
        expect([text, document !== undefined]).toEqual([text, sound]);
      }),
      { seed: 5, numRuns: 5_000 },
    );
  });

  it('keeps digits and places', () => {
    const { document } = parse('{\n  "maximum": 9223372036854775807\n}');
    expect(document?.numberTextOf('/maximum')).toBe('9223372036854775807');
    expect(document?.keyPlaceOf('/maximum')).toEqual({
      file: 'a.json',
      line: 2,
      column: 3,
      endLine: 2,
      endColumn: 12,
    });
    expect(document?.placeOf('/maximum')).toMatchObject({ line: 2, column: 14 });
  });
});
