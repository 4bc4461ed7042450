import pg from 'pg';
import { tableLines } from './view/table.ts';

/** What came of a statement, as lines; `refused` holds PostgreSQL's own error, as psql shows it. */
export interface SqlAnswer {
  readonly kind: 'rows' | 'refused';
  readonly lines: readonly string[];
}

/** Runs one statement in a read-only transaction: asking never changes what the demo shows. */
export async function runSql(url: string, text: string): Promise<SqlAnswer> {
  const client = new pg.Client({
    connectionString: url,
    statement_timeout: 60_000,
    options: '-c TimeZone=UTC -c default_transaction_read_only=on',
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN READ ONLY');
    // As text, so that every digit arrives as PostgreSQL writes it. The extended protocol takes
    // one statement only: none can end the transaction and go on.
    const asText = { getTypeParser: () => (value: unknown) => value };
    const query: pg.QueryArrayConfig & { readonly queryMode: 'extended' } = {
      text,
      rowMode: 'array',
      types: asText,
      queryMode: 'extended',
    };
    const { rows, fields } = await client.query<unknown[]>(query);
    const cells = rows.map((row) => row.map((value) => (value === null ? '' : String(value))));
    return {
      kind: 'rows',
      lines: [
        ...tableLines(
          fields.map(({ name }) => ({ title: name, align: 'left' })),
          cells,
        ),
        `(${rows.length} row${rows.length === 1 ? '' : 's'})`,
      ],
    };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return { kind: 'refused', lines: errorLines(error, text) };
  } finally {
    await client.end().catch(() => undefined);
  }
}

function errorLines(error: pg.DatabaseError, text: string): readonly string[] {
  const { severity = 'ERROR', message, detail, hint, position } = error;
  return [
    `${severity}:  ${message}`,
    ...(position === undefined ? [] : placeLines(text, Number(position))),
    ...(detail === undefined ? [] : [`DETAIL:  ${detail}`]),
    ...(hint === undefined ? [] : [`HINT:  ${hint}`]),
  ];
}

/** The line of a place in a statement, and a caret below it. PostgreSQL counts characters from 1. */
function placeLines(text: string, position: number): readonly string[] {
  const before = [...text].slice(0, position - 1).join('');
  const start = before.lastIndexOf('\n') + 1;
  const number = before.split('\n').length;
  const head = `LINE ${number}: `;
  const line = text.slice(start).split('\n')[0] ?? '';
  return [`${head}${line}`, `${' '.repeat(head.length + before.length - start)}^`];
}
