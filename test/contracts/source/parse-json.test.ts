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

describe('a slip in JSON', () => {
  it.each([
    ['{"a": 1,}', "has a comma before '}'", 'remove the comma'],
    ['[1,,2]', 'has two commas in a row', 'remove one of the two'],
    ['{"a": 400,5}', 'has the number 400,5 with a comma', 'write 400.5'],
    [
      '{"a": 1} // all',
      'has a comment, which JSON does not know',
      'remove it, or write it as "$comment": "…"',
    ],
    ["{'a': 1}", "has a text in '", 'put texts and names in "double quotes"'],
    ['{a: 1}', 'has the word a without quotes', 'write "a"'],
    ['{"a": True}', 'has the value True', 'write true'],
    ['{"a": 1\n"b": 2}', 'has no comma between two values', 'add a comma at the end of line 1'],
    ['{"a": 1', 'ends in the middle', 'close what is open: }, ] or "'],
  ])('is told in plain words: %s', (text, message, hint) => {
    const { findings } = parseJson('a.json', new TextEncoder().encode(text));
    expect(findings).toMatchObject([{ rule: 'json-syntax', message: `a.json ${message}`, hint }]);
  });
});
