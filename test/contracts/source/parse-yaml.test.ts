import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../contracts/source/parse-yaml.ts';

const parse = (text: string) => parseYaml('a.yaml', new TextEncoder().encode(text));

describe('YAML', () => {
  it('is read by the core schema of version 1.2', () => {
    const { document, findings } = parse(
      'a: yes\nb: on\nc: 2020-01-01\nd: 12:30\ne: true\nf: ~\ng:\nh: 1_000\ni: 1e3\nj: -0.50\nk: "5"\n',
    );
    expect(findings).toEqual([]);
    expect(document?.value).toEqual({
      a: 'yes',
      b: 'on',
      c: '2020-01-01',
      d: '12:30',
      e: true,
      f: null,
      g: null,
      h: '1_000',
      i: 1000,
      j: -0.5,
      k: '5',
    });
  });

  it('keeps the digits of numbers and the place of every key and value', () => {
    const { document } = parse(
      'list:\n  - { a: 1.10, "b/c": |\n      text\n    }\n'.replace('|\n      text\n    }', 'x }'),
    );
    expect(document?.numberTextOf('/list/0/a')).toBe('1.10');
    expect(document?.numberTextOf('/list/0/b~1c')).toBeUndefined();
    expect(document?.placeOf('/list/0/a')).toEqual({
      file: 'a.yaml',
      line: 2,
      column: 10,
      endLine: 2,
      endColumn: 14,
    });
    expect(document?.keyPlaceOf('/list/0/a')).toMatchObject({ line: 2, column: 7, endColumn: 8 });
    expect(document?.keyPlaceOf('/list/0/b~1c')).toMatchObject({ line: 2, column: 16 });
    expect(document?.keyPlaceOf('/list/0')).toEqual(document?.placeOf('/list/0'));
    expect(document?.placeOf('/list/7/a')).toEqual(document?.placeOf('/list'));
    expect(document?.placeOf('no pointer')).toEqual(document?.placeOf(''));
  });

  it('counts columns in UTF-16 code units and lines past CRLF', () => {
    const { document } = parse('a: 1\r\n"\u{1f525}": { b: 2 }\r\n');
    expect(document?.placeOf('/\u{1f525}/b')).toMatchObject({ line: 2, column: 12 });
  });

  it('takes keys for texts, whatever they look like', () => {
    expect(parse('1: a\ntrue: b\nnull: c\n').document?.value).toEqual({
      1: 'a',
      true: 'b',
      null: 'c',
    });
  });

  it('warns about a number that a double changes', () => {
    const { document, findings } = parse('a: 9007199254740993\n');
    expect(findings).toMatchObject([
      { rule: 'number-not-exact', severity: 'warning', pointer: '/a' },
    ]);
    expect(document?.numberTextOf('/a')).toBe('9007199254740993');
  });

  it.each([
    ['a tab', 'a:\n  b: 1\n\tc: 2\n', 3, 'the line is indented with a tab', 'indent with spaces'],
    [
      'another depth',
      'a:\n  - b: 1\n    c: 2\n   d: 3\n',
      4,
      'the line is indented by 3 spaces, the one above by 4',
      'begin what belongs together in the same column',
    ],
    [
      'no space behind a colon',
      'a:\n  b:text\n  c: 1\n',
      2,
      "there is no space behind the colon of 'b'",
      'write b: text',
    ],
    [
      'a colon in a text',
      'name: Heats: of all casters\n',
      1,
      "the text 'Heats: of all casters' holds a colon that YAML takes for another key",
      'put the text in double quotes',
    ],
    [
      'an open brace',
      'a:\n  - { b: 1, c: 2\n  - { b: 2 }\n',
      3,
      "the '{' of line 2 is not closed",
      "close it with '}'",
    ],
    [
      'a percent sign',
      'a: { b: % }\n',
      1,
      "a text without quotes cannot begin with '%'",
      'quote it: "%"',
    ],
    [
      'an at sign',
      'a: @home\n',
      1,
      "a text without quotes cannot begin with '@'",
      'quote it: "@home"',
    ],
    [
      'an open quote',
      'a: "x\n',
      1,
      'a quote is not closed',
      'close the quote at the end of the text',
    ],
  ])('tells the first slip of a file in plain words: %s', (_, text, line, message, hint) => {
    const { findings } = parse(text);
    expect(findings).toMatchObject([{ rule: 'yaml-syntax', message, hint }]);
    expect(Math.abs((findings[0]?.place.line ?? 0) - line)).toBeLessThanOrEqual(1);
  });
});
