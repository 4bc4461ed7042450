import pg from 'pg';
import { tableLines } from './view/table.ts';

/** Runs one statement and gives its result as a text table; errors are PostgreSQL's own. */
export async function runSql(url: string, text: string): Promise<readonly string[]> {
  const client = new pg.Client({
    connectionString: url,
    statement_timeout: 60_000,
    options: '-c TimeZone=UTC',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // As text, so that every digit arrives as PostgreSQL writes it.
    const asText = { getTypeParser: () => (value: unknown) => value };
    const { rows, fields } = await client.query<unknown[]>({
      text,
      rowMode: 'array',
      types: asText,
    });
    const cells = rows.map((row) => row.map((value) => (value === null ? '' : String(value))));
    return [
      ...tableLines(
        fields.map(({ name }) => ({ title: name, align: 'left' })),
        cells,
      ),
      `(${rows.length} row${rows.length === 1 ? '' : 's'})`,
    ];
  } finally {
    await client.end().catch(() => undefined);
  }
}
