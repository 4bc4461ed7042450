import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readSpreadsheet } from '../../../connectors/spreadsheet/read-spreadsheet.ts';
import { storedArchive } from '../../../connectors/spreadsheet/stored-archive.ts';
import { writeSpreadsheet } from '../../../connectors/spreadsheet/write-spreadsheet.ts';
import { unpackArchive } from '../../../connectors/spreadsheet/zip-archive.ts';

const text = (value: string) => new TextEncoder().encode(value);
const sheetPart = 'xl/worksheets/sheet1.xml';

/** A sound workbook with another text in one of its parts. */
async function withPart(name: string, change: (xml: string) => string): Promise<Uint8Array> {
  const sound = await writeSpreadsheet([{ name: 'Fields', rows: [['Field'], ['heat_id']] }]);
  const parts = new Map(unpackArchive(sound));
  parts.set(name, text(change(new TextDecoder().decode(parts.get(name)))));
  return storedArchive(parts);
}

/** A ZIP archive of one deflated part, whose headers claim `claimed` bytes. */
function deflated(content: Uint8Array, claimed: number): Uint8Array {
  const packed = deflateRawSync(content, { level: 9 });
  const archive = storedArchive(new Map([['xl/workbook.xml', packed]]));
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const directory = 30 + 'xl/workbook.xml'.length + packed.length;
  for (const [at, method, size] of [
    [0, 8, 22],
    [directory, 10, 24],
  ] as const) {
    view.setUint16(at + method, 8, true);
    view.setUint32(at + size, claimed, true);
  }
  return archive;
}

describe('a workbook of unknown origin', () => {
  it('is refused where it is none', async () => {
    for (const bytes of [text(''), text('PK'), text('apiVersion: v3.1.0'), new Uint8Array(100)])
      await expect(readSpreadsheet(bytes)).rejects.toThrow('the file is no workbook (.xlsx)');
  });

  it('is refused where it is cut off at any byte', async () => {
    const sound = await writeSpreadsheet([{ name: 'A', rows: [['x'], [1]] }]);
    for (let length = 0; length < sound.length; length += 97)
      await expect(readSpreadsheet(sound.subarray(0, length))).rejects.toThrow(
        /no workbook|cut off or damaged/,
      );
  });

  it('is refused where a few kilobytes unpack to gigabytes, whatever its headers claim', async () => {
    const zeros = new Uint8Array(80 * 1024 * 1024);
    for (const claimed of [10, zeros.length]) {
      const bomb = deflated(zeros, claimed);
      expect(bomb.length).toBeLessThan(100_000);
      await expect(readSpreadsheet(bomb)).rejects.toThrow('unpacks to more than 64 MiB');
    }
  }, 30_000);

  it('is refused where it is larger than 8 MiB, before anything of it is looked at', async () => {
    await expect(readSpreadsheet(new Uint8Array(9 * 1024 * 1024))).rejects.toThrow(
      'the file has more than 8388608 bytes',
    );
  });

  it.each([
    ['a cell in the last column there is', '<c r="XFD2" t="n"><v>1</v></c>', 'columns'],
    ['a row far below', '<row r="1048576"><c r="A1048576"><v>1</v></c></row>', 'beyond row'],
    [
      'a row number that is no whole number',
      '<row r="1e9"><c r="A3"><v>1</v></c></row>',
      'proper name',
    ],
    ['a row number behind an entity', '<row r="&#57;&#57;"><c r="A3"/></row>', 'proper name'],
    ['a cell that names no place', '<c r="" t="n"><v>1</v></c>', 'proper name'],
  ])('is refused where it has %s', async (_name, markup, message) => {
    const bytes = await withPart(sheetPart, (xml) =>
      markup.startsWith('<row')
        ? xml.replace('</sheetData>', `${markup}</sheetData>`)
        : xml.replace('</row></sheetData>', `${markup}</row></sheetData>`),
    );
    await expect(readSpreadsheet(bytes)).rejects.toThrow(message);
  });

  it('is refused where it defines entities, which could grow without end', async () => {
    const bytes = await withPart('xl/sharedStrings.xml', (xml) =>
      xml.replace('?>', '?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'),
    );
    await expect(readSpreadsheet(bytes)).rejects.toThrow('defines entities of its own');
  });

  it('is refused where a part stands twice, so that no two readers see two workbooks', async () => {
    const sound = Buffer.from(await writeSpreadsheet([{ name: 'A', rows: [['x']] }]));
    const parts = [...unpackArchive(sound)];
    const [name = '', bytes = text('')] = parts[0] ?? [];
    const twice = Buffer.from(storedArchive(new Map([...parts, [`${name.slice(0, -1)}!`, bytes]])));
    const other = text(`${name.slice(0, -1)}!`);
    for (let at = twice.indexOf(other); at >= 0; at = twice.indexOf(other, at + 1))
      twice.set(text(name), at);
    await expect(readSpreadsheet(twice)).rejects.toThrow('has a part twice');
  });

  it('gives the last result of a formula, and says how many there are', async () => {
    const bytes = await withPart(sheetPart, (xml) =>
      xml.replace(
        '</row></sheetData>',
        '<c r="B2"><f>HYPERLINK("http://x.example","y")</f><v>7</v></c></row></sheetData>',
      ),
    );
    expect(await readSpreadsheet(bytes)).toMatchObject({
      formulas: 1,
      sheets: [
        {
          rows: [
            ['Field', null],
            ['heat_id', 7],
          ],
        },
      ],
    });
  });

  it('gives a cell that shows an error as an empty one, and says how many there are', async () => {
    const bytes = await withPart(sheetPart, (xml) =>
      xml.replace('</row></sheetData>', '<c r="B2" t="e"><v>#REF!</v></c></row></sheetData>'),
    );
    expect(await readSpreadsheet(bytes)).toMatchObject({
      errors: 1,
      sheets: [{ rows: [['Field'], ['heat_id']] }],
    });
  });
});
