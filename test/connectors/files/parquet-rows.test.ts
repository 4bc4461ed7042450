import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FileProblem } from '../../../connectors/files/file-rows.ts';
import { parquetRows } from '../../../connectors/files/parquet-rows.ts';

/** Written by pyarrow: the same three rows, in two row groups and in one. */
const written = (codec: string): string =>
  join(import.meta.dirname, `parquet/values-${codec}.parquet`);

async function read(path: string, only?: readonly string[]) {
  const file = await parquetRows(path, only);
  const rows = [];
  for await (const batch of file.batches()) rows.push(...batch);
  return { columns: file.columns, rows, done: file.done() };
}

const columns = [
  ...['source', 'sequence', 'heat_id', 'cast_end', 'local_time', 'day'],
  ...['superheat', 'carbon', 'small', 'cancelled', 'parts'],
];

const rows = [
  ['l2', 1n, 1, '2026-05-04T06:12:00.123456Z', '2026-05-04T06:12:00', '2026-05-04'].concat([
    ...[24.1, '0.1230', '1.50', true, [1, 2]],
  ] as never[]),
  ['l2', 2n, 2, '1969-12-31T23:59:59.5Z', '2026-05-04T06:13:00', '1900-01-01'].concat([
    ...[0.1, '-12345678901234567.8901', '-0.01', false, []],
  ] as never[]),
  ['l2', 9007199254740993n, 3, null, null, null].concat([
    ...[Number.NaN, null, '0.00', null, null],
  ] as never[]),
];

describe('a Parquet file', () => {
  it.each(['snappy', 'gzip'])(
    'compressed with %s keeps every digit of times and decimals',
    async (codec) => {
      const file = await read(written(codec));
      expect(file.columns).toEqual(columns);
      expect(file.rows.map(({ cells }) => cells)).toEqual(rows);
      expect(file.rows.map(({ line }) => line)).toEqual([1, 2, 3]);
      expect(file.done).toBe(1);
    },
  );

  it('keeps every digit inside lists, structs and maps', async () => {
    const file = await read(join(import.meta.dirname, 'parquet/nested.parquet'));
    expect(file.columns).toEqual(['counts', 'part', 'steps', 'by']);
    const none = { n: null, day: null, at: null, f: null, name: null };
    expect(file.rows.map(({ cells }) => cells)).toEqual([
      [
        [9007199254740993n, null],
        {
          ...{ n: 9007199254740993n, d: '0.1230', day: '2026-05-04' },
          ...{ at: '2026-05-04T06:12:00.123456', f: 0.1, name: 'a' },
        },
        [{ d: ['1.50', '-0.01'] }],
        { a: '1.50' },
      ],
      [[], null, [{ d: null }], {}],
      [null, { ...none, d: '-12345678901234567.8901' }, [], null],
    ]);
  });

  it('reads only the columns that are wanted, at their places', async () => {
    const { rows: some } = await read(written('snappy'), ['heat_id', 'small']);
    expect(some[1]?.cells).toEqual([
      ...[undefined, undefined, 2, undefined, undefined, undefined],
      ...[undefined, undefined, '-0.01', undefined, undefined],
    ]);
  });

  it('of a codec that this Node lacks says which would do', async () => {
    const result = await read(written('zstd')).catch((error: unknown) => error);
    if ('zstdDecompressSync' in zlib) expect(result).toMatchObject({ done: 1 });
    else expect(String(result)).toMatch(/compressed with ZSTD.*Snappy or gzip.*Node 22\.15/);
  });

  it('that is none is refused by name', async () => {
    const path = join(tmpdir(), `tundish-${process.pid}-no.parquet`);
    writeFileSync(path, 'not parquet at all');
    await expect(parquetRows(path)).rejects.toThrow(FileProblem);
    await expect(parquetRows(path)).rejects.toThrow('cannot be read as Parquet');
  });
});
