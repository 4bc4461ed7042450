import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type CsvOptions, csvRows } from '../../../connectors/files/csv-rows.ts';
import { FileProblem } from '../../../connectors/files/file-rows.ts';
import { textLines } from '../../../connectors/files/text-lines.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function fileOf(content: string | Uint8Array, name = 'data.csv'): string {
  const folder = mkdtempSync(join(tmpdir(), 'tundish-files-'));
  folders.push(folder);
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function read(content: string | Uint8Array, options: CsvOptions = {}, name?: string) {
  const file = await csvRows(fileOf(content, name), options);
  const rows = [];
  for await (const batch of file.batches()) rows.push(...batch);
  return { columns: file.columns, rows, done: file.done() };
}

describe('a CSV file', () => {
  it('gives its rows with the lines they begin in', async () => {
    const { columns, rows, done } = await read(
      '\u{feff}heat,grade,remark\r\nH1,S355,"hot, long"\r\n\r\nH2,"S""235""","two\nlines"\nH3,,',
    );
    expect(columns).toEqual(['heat', 'grade', 'remark']);
    expect(rows).toEqual([
      { line: 2, cells: ['H1', 'S355', 'hot, long'] },
      { line: 4, cells: ['H2', 'S"235"', 'two\nlines'] },
      { line: 6, cells: ['H3', '', ''] },
    ]);
    expect(done).toBe(1);
  });

  it('reads what any writer quotes, wherever the chunks of the file end', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'ü', ' '), maxLength: 6 });
    const table = fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(table, fc.nat({ max: 300_000 }), async (cells, padding) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const first = ['x'.repeat(padding), 'b', 'c'];
        const text = [['p', 'q', 'r'], first, ...cells]
          .map((row) => `${row.map(quoted).join(',')}\n`)
          .join('');
        const { rows } = await read(text);
        expect(rows.slice(1).map((row) => row.cells)).toEqual(cells);
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('may have another delimiter, encoding, preamble, and no header', async () => {
    const latin = Buffer.from('Export vom 3.5.\nMärz;1,5\n', 'latin1');
    const options = { delimiter: ';', encoding: 'windows-1252', skip: 1, columns: ['m', 'v'] };
    expect((await read(latin, options)).rows).toEqual([{ line: 2, cells: ['März', '1,5'] }]);
    const packed = gzipSync('a,b\n1,2\n');
    expect((await read(packed, {}, 'data.csv.gz')).rows).toEqual([{ line: 2, cells: ['1', '2'] }]);
  });

  it('is refused by name where it cannot be read, never repaired', async () => {
    await expect(read('a,b\n1,"open\n2,3\n')).rejects.toThrow('begins in line 2 has no end');
    await expect(read(Buffer.from('a\nM\xe4rz\n', 'latin1'))).rejects.toThrow('no utf-8');
    await expect(read('a,a\n1,2\n')).rejects.toThrow("two columns 'a'");
    await expect(read('')).rejects.toThrow(FileProblem);
    await expect(read('a\n', { encoding: 'klingon' })).rejects.toThrow("'klingon'");
    await expect(csvRows('/nowhere.csv')).rejects.toThrow('there is no file /nowhere.csv');
  });
});

describe('a file that is no CSV as it should be', () => {
  const long = 'x'.repeat(5_000_000);

  it('says that a line is too long, and of a quote that nobody closes, that it has no end', async () => {
    await expect(read(`a,b\n${long},1\n`)).rejects.toThrow('line 2 has more than 4194304');
    await expect(read(`a,b\n"x",${long},1\n`)).rejects.toThrow('line 2 has more than 4194304');
    await expect(read(`a,b\n"${long},1\n`)).rejects.toThrow('begins in line 2 has no end');
  });

  it('names line ends that are a carriage return alone, but not those in a quoted cell', async () => {
    await expect(read('a,b\r1,2\r3,4\r')).rejects.toThrow('carriage return alone');
    await expect(read('"a","b"\r1,2\r')).rejects.toThrow('carriage return alone');
    await expect(read('a,b\r'.repeat(2_000_000))).rejects.toThrow('carriage return alone');
    const { columns, rows } = await read('a,"b\rc"\r\n1,"2\r3"\r\n');
    expect(columns).toEqual(['a', 'b\rc']);
    expect(rows.map(({ cells }) => cells)).toEqual([['1', '2\r3']]);
  });
});

describe('a file of lines', () => {
  it('gives each line that is not empty, with its number', async () => {
    const file = await textLines(fileOf('{"a":1}\r\n\n{"b":2}', 'a.ndjson'));
    const lines = [];
    for await (const batch of file.batches()) lines.push(...batch);
    expect(lines).toEqual([
      { line: 1, text: '{"a":1}' },
      { line: 3, text: '{"b":2}' },
    ]);
  });
});
