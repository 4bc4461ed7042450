import { csvRows } from '../../../connectors/files/csv-rows.ts';
import type { RowFile } from '../../../connectors/files/file-rows.ts';
import { parquetRows } from '../../../connectors/files/parquet-rows.ts';
import { textLines } from '../../../connectors/files/text-lines.ts';
import type { StreamMajor } from '../../../contracts/plan/plan.ts';
import { UsageError } from '../../command.ts';
import { lineMessages } from './line-messages.ts';
import type { Mapping } from './mapping-file.ts';
import { messageBuilder } from './message-builder.ts';
import type { SourceMessages } from './source-line.ts';

export type FileFormat = 'csv' | 'ndjson' | 'parquet';

/** The format that a file's name tells. @throws UsageError where it tells none. */
export function formatOf(path: string): FileFormat {
  const name = path.replace(/\.gz$/i, '').toLowerCase();
  if (/\.(csv|tsv|txt)$/.test(name)) return 'csv';
  if (/\.(ndjson|jsonl|json)$/.test(name)) return 'ndjson';
  if (/\.(parquet|pq)$/.test(name)) return 'parquet';
  throw new UsageError(
    `the name ${path} does not tell a format: .csv, .tsv, .ndjson, .jsonl or .parquet (also .csv.gz), or say --format`,
  );
}

/**
 * Opens a file for a stream.
 * @throws UsageError where mapping, file and stream do not fit; FileProblem where it cannot be read.
 */
export async function sourceMessages(source: {
  readonly path: string;
  readonly format: FileFormat;
  readonly mapping: Mapping;
  readonly placeOf: (path: readonly string[]) => string;
  readonly major: StreamMajor;
}): Promise<SourceMessages> {
  const { path, format, mapping, major, placeOf } = source;
  if (format === 'ndjson') return lineMessages(await textLines(path), mapping, major, placeOf);
  const rows = await rowsOf(path, format, mapping);
  const { build, unused } = messageBuilder(rows.columns, mapping, major, placeOf);
  return {
    unused,
    unit: format === 'csv' ? 'line' : 'row',
    done: rows.done,
    batches: async function* batches(fromLine) {
      for await (const batch of rows.batches()) {
        const wanted = fromLine > 1 ? batch.filter(({ line }) => line >= fromLine) : batch;
        yield wanted.map(({ line, cells }) => ({ line, built: build(cells) }));
      }
    },
  };
}

async function rowsOf(
  path: string,
  format: 'csv' | 'parquet',
  { delimiter, encoding, skip, columns }: Mapping,
): Promise<RowFile> {
  if (format === 'parquet') return parquetRows(path);
  const given = delimiter === 'tab' ? '\t' : delimiter;
  return csvRows(path, {
    delimiter: given ?? (/\.tsv(\.gz)?$/i.test(path) ? '\t' : ','),
    skip,
    ...(encoding === undefined ? {} : { encoding }),
    ...(columns === undefined ? {} : { columns }),
  });
}
