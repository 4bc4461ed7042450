import { Failure, type FailureKind } from '../failure.ts';

/**
 * What an SQLSTATE means for the loop that wrote. Classes 22 and 23 blame a value; so do 21 (a
 * subquery that gives several rows for one of the keys) and 54 (a key too long for its index, a
 * document too deep), which repeat for ever when retried. Class 42
 * blames the store's shape. Everything else, also what is unknown, is worth another try.
 */
export function failureKindOf(sqlState: string | undefined): FailureKind {
  switch (sqlState?.slice(0, 2)) {
    case '21':
    case '22':
    case '23':
    case '54':
      return 'poison';
    case '42':
      return 'drift';
    default:
      return 'transient';
  }
}

/** What the driver knows about an error of the server, as far as it holds no payload values. */
interface ServerError {
  readonly code?: string;
  readonly message: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly position?: number;
}

/**
 * Turns whatever the driver threw into a Failure. The server's own text of classes 22 and 23
 * quotes values, and so does every `detail`: neither goes into the message, and the driver's error
 * is not kept as a cause for the same reason.
 */
export function postgresFailure(error: unknown, where: string): Failure {
  if (error instanceof Failure) {
    return error;
  }
  const known = asServerError(error);
  const sqlState =
    known.code !== undefined && /^[0-9A-Z]{5}$/.test(known.code) ? known.code : undefined;
  const kind = failureKindOf(sqlState);
  const what =
    kind === 'poison'
      ? `a value was refused (${conditions[sqlState ?? ''] ?? 'see the SQLSTATE'})`
      : known.message;
  const place = [
    known.table === undefined ? '' : ` table ${known.table}`,
    known.column === undefined ? '' : ` column ${known.column}`,
    known.constraint === undefined ? '' : ` constraint ${known.constraint}`,
  ].join('');
  const code = sqlState ?? known.code;
  const message = `${where}: ${what}${place}${code === undefined ? '' : ` [${code}]`}`;
  return new Failure(kind, message, {
    ...(sqlState === undefined ? {} : { sqlState }),
    ...(known.column === undefined ? {} : { column: known.column }),
    ...(known.constraint === undefined ? {} : { constraint: known.constraint }),
    answer: {
      message: what,
      ...(known.position === undefined ? {} : { position: known.position }),
    },
  });
}

function asServerError(error: unknown): ServerError {
  if (!(error instanceof Error)) {
    return { message: 'the driver threw something that is not an error' };
  }
  const fields: Partial<Record<string, unknown>> = { ...error };
  const members = (['code', 'table', 'column', 'constraint'] as const).flatMap((name) => {
    const value = fields[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const position = Number(fields.position);
  return {
    ...Object.fromEntries(members),
    ...(position > 0 ? { position } : {}),
    message: messageOf(error),
  };
}

/** Node wraps a refused connection to a name with two addresses in an error without a text. */
function messageOf(error: Error): string {
  if (error.message === '' && error instanceof AggregateError) {
    return error.errors
      .map((inner: unknown) => (inner instanceof Error ? inner.message : ''))
      .join('; ');
  }
  return error.message;
}

const conditions: Readonly<Record<string, string>> = {
  '21000': 'several rows where one is wanted',
  '22001': 'text longer than its column',
  '22003': 'number outside its type',
  '22007': 'not a date or time',
  '22008': 'date or time outside its range',
  '22021': 'bytes that are no text in the database encoding',
  '22P02': 'text that the type cannot read',
  '22P03': 'binary form that the type cannot read',
  '22P05': 'character that the database cannot hold',
  '23502': 'null where a value is required',
  '23503': 'reference to a missing row',
  '23505': 'key that exists',
  '23514': 'check constraint',
  '54000': 'too large for an index or a value',
  '54001': 'nested too deeply',
};
