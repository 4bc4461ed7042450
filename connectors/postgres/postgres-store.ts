import pg from 'pg';
import type { Row, Statement, Store, StoreSession } from '../connector.ts';
import { Failure } from '../failure.ts';
import { encodeParameter } from './column-array.ts';
import { postgresFailure } from './postgres-failure.ts';
import { rowValueParser } from './postgres-values.ts';

export interface PostgresOptions {
  /** Connections at most; default 4. */
  readonly poolMax?: number;
  /** The server cancels a statement after this time; default 30 s. */
  readonly statementTimeoutMs?: number;
  /** How long after that an answer may still come before the wire is given up; default 5 s. */
  readonly answerGraceMs?: number;
  /** Shown in `pg_stat_activity`; default `tundish`. */
  readonly applicationName?: string;
  /**
   * Plans a prepared statement for the values of each run. For statements whose values decide the
   * plan: the server's plan for any values, taken from the sixth run on, reads whole tables where a
   * window is empty. Off by default: of an insert of raw rows it costs 7 % of the server's CPU in
   * batches of 500, 25 % and more in batches of one, and gives nothing.
   */
  readonly planEachRun?: boolean;
  /** Everything runs with the rights of this role, which the account must be a member of. */
  readonly role?: string;
  /** Reaching a server, or a free connection of the pool; default 10 s. */
  readonly connectTimeoutMs?: number;
}

const CLOSE_TIMEOUT_MS = 5_000;

/**
 * A PostgreSQL database behind a pool of connections. Values in rows: see postgres-values.ts.
 *
 * A statement without an answer at its deadline means that the wire is dead or the server hangs:
 * its connection is destroyed and the call rejects as `transient`. Whether a COMMIT that was under
 * way took effect is then unknown; writers repeat the same rows under the same keys.
 */
export function postgresStore(url: string, options: PostgresOptions = {}): Store {
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  const deadlineMs = statementTimeoutMs + (options.answerGraceMs ?? 5_000);
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolMax ?? 4,
    application_name: options.applicationName ?? 'tundish',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    statement_timeout: statementTimeoutMs,
    // A process that died inside a transaction must not hold its locks for hours.
    idle_in_transaction_session_timeout: 2 * deadlineMs,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options: sessionSettings(options),
    types: { getTypeParser: rowValueParser as typeof pg.types.getTypeParser },
  });
  // An idle connection that breaks is replaced at its next use; without a listener it would end
  // the process.
  pool.on('error', () => undefined);
  // So would one that the server ends while its own failure is being reported: the socket closes
  // after the client has left the pool and nobody listens to it any more.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const where = describe(url);
  let closing: Promise<void> | undefined;

  async function withClient<R>(work: (session: ClientSession) => Promise<R>): Promise<R> {
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (error) {
      throw postgresFailure(error, where);
    }
    const session = new ClientSession(client, deadlineMs, where);
    client.on('error', session.onError);
    try {
      return await work(session);
    } finally {
      client.off('error', session.onError);
      client.release(session.broken);
    }
  }

  return {
    query: (statement) => withClient((session) => session.query(statement)),
    transaction: (work) =>
      withClient(async (session) => {
        await session.query({ text: 'BEGIN' });
        let result: Awaited<ReturnType<typeof work>>;
        try {
          result = await work(session);
        } catch (error) {
          await session.rollback();
          throw error;
        }
        await session.commit();
        return result;
      }),
    close: () => {
      // A pool waits for connections that a half-open wire keeps from ending.
      closing ??= Promise.race([
        pool.end(),
        new Promise<void>((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref()),
      ]);
      return closing;
    },
  };
}

function sessionSettings({ planEachRun, role }: PostgresOptions): string {
  return [
    '-c TimeZone=UTC -c DateStyle=ISO,YMD -c IntervalStyle=iso_8601',
    // The server finds out within half a minute that a client is gone whose wire is half open.
    '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3',
    // Compiling a query over many partitions takes seconds, our queries milliseconds.
    '-c jit=off',
    ...(role === undefined ? [] : [`-c role=${role.replace(/[\\\s]/g, '\\$&')}`]),
    ...(planEachRun === true ? ['-c plan_cache_mode=force_custom_plan'] : []),
  ].join(' ');
}

/** One connection while it is checked out. */
class ClientSession implements StoreSession {
  /** True once the connection may no longer be reused. */
  broken = false;
  readonly #client: pg.PoolClient;
  readonly #deadlineMs: number;
  readonly #where: string;

  constructor(client: pg.PoolClient, deadlineMs: number, where: string) {
    this.#client = client;
    this.#deadlineMs = deadlineMs;
    this.#where = where;
  }

  readonly onError = (): void => {
    this.broken = true;
  };

  async query<R extends Row = Row>(statement: Statement): Promise<readonly R[]> {
    const result = await this.#run(statement);
    return result.rows as R[];
  }

  /** Without this check, a COMMIT of a failed transaction would look like success. */
  async commit(): Promise<void> {
    const result = await this.#run({ text: 'COMMIT' });
    if (result.command === 'ROLLBACK') {
      throw new Failure(
        'transient',
        `${this.#where}: the server rolled the transaction back at COMMIT because a statement in it had failed; nothing was written`,
      );
    }
  }

  async rollback(): Promise<void> {
    if (this.broken) {
      return;
    }
    try {
      await this.#run({ text: 'ROLLBACK' });
    } catch {
      this.broken = true;
    }
  }

  /** A value that its column's type cannot write is refused here as the server would refuse it. */
  #encoded({ values }: Statement): readonly unknown[] | undefined {
    try {
      return values?.map(encodeParameter);
    } catch (error) {
      const name = error instanceof Error ? error.name : 'not an error';
      throw new Failure('poison', `${this.#where}: a value does not fit its parameter (${name})`);
    }
  }

  async #run(statement: Statement): Promise<pg.QueryResult> {
    if (this.broken) {
      throw new Failure('transient', `${this.#where}: the connection is lost`);
    }
    const values = this.#encoded(statement);
    const answer = this.#client.query({
      text: statement.text,
      ...(values === undefined ? {} : { values: [...values] }),
      ...(statement.name === undefined ? {} : { name: statement.name }),
    });
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(
          new Failure(
            'transient',
            `${this.#where}: no answer within ${this.#deadlineMs} ms; the connection is given up and the outcome of the statement is unknown`,
          ),
        );
      }, this.#deadlineMs);
    });
    try {
      return await Promise.race([answer, deadline]);
    } catch (error) {
      const failure = postgresFailure(error, this.#where);
      if (failure.sqlState === undefined || /^(08|57P)/.test(failure.sqlState)) {
        this.broken = true;
        answer.catch(() => undefined);
      }
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The server and database for messages, without user and password. */
function describe(url: string): string {
  try {
    const { hostname, port, pathname } = new URL(url);
    return `PostgreSQL ${hostname}${port === '' ? '' : `:${port}`}${pathname}`;
  } catch {
    return 'PostgreSQL';
  }
}
