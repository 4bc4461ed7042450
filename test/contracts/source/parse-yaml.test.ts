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

  it('reports several errors at once, each at its place', () => {
    const { findings } = parse('a: "x\nb: [1\nc: }\n');
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every((finding) => finding.rule === 'yaml-syntax')).toBe(true);
  });
});
