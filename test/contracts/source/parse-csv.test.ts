import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../contracts/source/parse-csv.ts';

const parse = (text: string) => parseCsv('a.csv', new TextEncoder().encode(text));
const texts = (text: string) => parse(text).table?.rows.map((row) => row.map((cell) => cell.text));

describe('a table of comma separated values', () => {
  it('may quote commas, quotes and line breaks', () => {
    expect(texts('a,b\n"x, ""y""","line\nbreak"\n')).toEqual([['x, "y"', 'line\nbreak']]);
  });

  it('may end lines with CRLF, and the last one not at all', () => {
    expect(texts('a,b\r\n1,2\r\n3,')).toEqual([
      ['1', '2'],
      ['3', ''],
    ]);
  });

  it('skips empty lines', () => {
    expect(texts('a,b\n\n1,2\n\n')).toEqual([['1', '2']]);
  });

  it('knows the place of each cell', () => {
    expect(parse('a,b\n"x\ny",2\n').table?.rows[0]?.[1]?.place).toMatchObject({
      line: 3,
      column: 4,
    });
  });

  it.each([
    ['a,b\n1\n', '1 cells'],
    ['a,b\n1,2,3\n', '3 cells'],
    ['a,b\n"1,2\n', 'does not end'],
    ['a,b\n"1"x,2\n', 'closing quote'],
    ['a,b\n1"x,2\n', 'quote'],
    ['a,b\n"1"\rx,2\n', 'carriage return'],
    ['', 'no header'],
  ])('is refused where it is none: %j', (text, says) => {
    expect(parse(text).findings).toMatchObject([
      { rule: 'csv-syntax', message: expect.stringContaining(says) },
    ]);
  });
});
