import type { StoreSession } from '../../connectors/connector.ts';
import { Failure } from '../../connectors/failure.ts';
import type { Table } from '../../contracts/plan/plan.ts';
import { platformReason, type Reason } from '../quarantine/reason.ts';
import { insertSql, probeSql } from './insert-rows.ts';
import type { CuratedMessage } from './judge-row.ts';
import { compileMapping, type TableRows, writtenColumns } from './map-record.ts';
import { attempt } from './savepoint.ts';
import { slices } from './slices.ts';
import { statementName } from './statement-name.ts';

/** Text per statement: its rows as literals can take many times as much (each element's keys). */
const SLICE_CHARACTERS = 2 * 1024 * 1024;

export interface RefusedMessage {
  readonly message: CuratedMessage;
  readonly reason: Reason;
}

export interface MessageWriter {
  /** Inserts all rows of all messages, or rejects. */
  insert(session: StoreSession, messages: readonly CuratedMessage[]): Promise<void>;
  /**
   * Inserts what the store takes and returns what it refuses: the batch is halved behind
   * savepoints until the refused message stands alone, so the others commit.
   */
  insertWithout(
    session: StoreSession,
    messages: readonly CuratedMessage[],
  ): Promise<readonly RefusedMessage[]>;
}

export function messageWriter(tables: readonly Table[]): MessageWriter {
  const map = compileMapping(tables);
  const inserts = tables.map((table, index) => {
    const text = insertSql(table);
    return { index, text, name: statementName('insert', text) };
  });

  async function insert(session: StoreSession, messages: readonly CuratedMessage[]): Promise<void> {
    for (const slice of slices(messages, SLICE_CHARACTERS, ({ text }) => text.length)) {
      await insertSlice(session, slice);
    }
  }

  async function insertSlice(
    session: StoreSession,
    messages: readonly CuratedMessage[],
  ): Promise<void> {
    const tableRows = map(messages.flatMap(({ records }) => records));
    for (const { index, text, name } of inserts) {
      const rows = tableRows[index];
      if (rows !== undefined && rows.rows > 0) {
        await session.query({ text, name, values: rows.columns });
      }
    }
  }

  async function insertWithout(
    session: StoreSession,
    messages: readonly CuratedMessage[],
  ): Promise<readonly RefusedMessage[]> {
    const [only, ...others] = messages;
    if (only === undefined) return [];
    const failure = await attempt(session, () => insert(session, messages).catch(asFailure));
    if (failure === undefined) return [];
    if (others.length === 0) {
      if (failure.cause instanceof Fault) {
        return [{ message: only, reason: platformReason('platform-fault') }];
      }
      return [
        { message: only, reason: await explain(session, tables, map(only.records), failure) },
      ];
    }
    const half = Math.ceil(messages.length / 2);
    return [
      ...(await insertWithout(session, messages.slice(0, half))),
      ...(await insertWithout(session, messages.slice(half))),
    ];
  }

  return { insert, insertWithout };
}

/** What a person reports: no answer of the store. */
class Fault extends Error {}

/** A fault of ours with a message is halved down to it as a value is that the store refuses. */
function asFailure(error: unknown): never {
  if (error instanceof Failure) throw error;
  const cause = new Fault('the message could not be mapped', { cause: error });
  throw new Failure('poison', cause.message, { cause });
}

/** The server names no column where a text does not fit its type: read the columns one by one. */
async function explain(
  session: StoreSession,
  tables: readonly Table[],
  tableRows: readonly TableRows[],
  failure: Failure,
): Promise<Reason> {
  const named = failure.column ?? failure.constraint;
  if (named !== undefined) return refusedReason(failure, named, undefined);
  for (const [index, table] of tables.entries()) {
    for (const [position, column] of writtenColumns(table).entries()) {
      const values = tableRows[index]?.columns[position];
      const refused = await attempt(session, () =>
        session.query({ text: probeSql(column), values: [values] }),
      );
      if (refused === undefined) continue;
      const pointer =
        column.source.kind === 'value' && table.rows.kind === 'record'
          ? `/${column.source.path.join('/')}`
          : '';
      return refusedReason(failure, `${table.name}.${column.name}`, column.type, pointer);
    }
  }
  return refusedReason(failure, undefined, undefined);
}

function refusedReason(
  failure: Failure,
  subject: string | undefined,
  expected: string | undefined,
  pointer = '',
): Reason {
  return {
    pointer,
    rule: `sqlstate-${failure.sqlState ?? 'unknown'}`,
    message: `The curated store refused the message${subject === undefined ? '' : ` at ${subject}`} (SQLSTATE ${failure.sqlState ?? 'unknown'}).`,
    ...(expected === undefined ? {} : { expected }),
  };
}
