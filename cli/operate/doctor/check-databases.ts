import type { Row } from '../../../connectors/connector.ts';
import { postgresStore } from '../../../connectors/postgres/postgres-store.ts';
import type { Server } from '../servers.ts';
import { type CheckResult, resultsOf } from './check-result.ts';

const { ok, warning, failed, unknown } = resultsOf('databases');

/** What `up` opens at most over all its pools, with room for people. */
const CONNECTIONS = 50;

interface Facts extends Row {
  readonly version: number;
  readonly encoding: string;
  readonly time_zone: string;
  readonly wal_level: string;
  readonly fsync: string;
  readonly synchronous_commit: string;
  readonly full_page_writes: string;
  readonly max_connections: number;
  readonly reserved: number;
  readonly used: number;
  readonly read_only: string;
  readonly in_recovery: boolean;
  readonly idle_session_timeout: number | null;
  readonly may_create: boolean;
  readonly may_create_roles: boolean;
  readonly timescale: string | null;
  /** Milliseconds since 1970. */
  readonly now_ms: number;
}

const factsSql = `SELECT current_setting('server_version_num')::integer AS version,
  current_setting('server_encoding') AS encoding,
  (SELECT reset_val FROM pg_settings WHERE name = 'log_timezone') AS time_zone,
  current_setting('wal_level') AS wal_level,
  current_setting('fsync') AS fsync,
  current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('full_page_writes') AS full_page_writes,
  current_setting('max_connections')::integer AS max_connections,
  current_setting('superuser_reserved_connections')::integer AS reserved,
  (SELECT count(*)::integer FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
  current_setting('default_transaction_read_only') AS read_only,
  pg_is_in_recovery() AS in_recovery,
  (SELECT setting::integer FROM pg_settings WHERE name = 'idle_session_timeout') AS idle_session_timeout,
  has_database_privilege(current_database(), 'CREATE') AS may_create,
  (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS may_create_roles,
  (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS timescale,
  (extract(epoch FROM clock_timestamp()) * 1000)::double precision AS now_ms`;

/** Version, settings, rights and clock of one database that answers. Rejects with a Failure. */
export async function checkDatabase(
  server: Server,
  clock: () => number,
): Promise<readonly CheckResult[]> {
  const name = server.uses.map(({ key }) => key).join(', ');
  const store = postgresStore(server.url, { applicationName: 'tundish doctor', poolMax: 1 });
  try {
    await store.query({ text: 'SELECT 1' });
    const before = clock();
    const [facts] = await store.query<Facts>({ text: factsSql });
    const after = clock();
    if (facts === undefined) return [unknown(name, 'the server tells nothing', 'Try again')];
    return [...serverResults(name, facts), clockResult(name, facts.now_ms, before, after)];
  } finally {
    await store.close();
  }
}

function serverResults(name: string, facts: Facts): readonly CheckResult[] {
  const version = `${Math.floor(facts.version / 10_000)}.${facts.version % 10_000}`;
  const free = facts.max_connections - facts.reserved - facts.used;
  const results: CheckResult[] = [
    facts.version >= 150_000
      ? ok(
          name,
          `PostgreSQL ${version}${facts.timescale === null ? '' : `, TimescaleDB ${facts.timescale}`}, ${facts.encoding}, logs in ${facts.time_zone}, wal_level ${facts.wal_level}`,
        )
      : failed(name, `PostgreSQL ${version} is too old`, 'Use PostgreSQL 15 or newer'),
  ];
  const add = (result: CheckResult): void => {
    results.push(result);
  };
  if (facts.encoding !== 'UTF8') {
    add(
      failed(
        name,
        `the database is encoded in ${facts.encoding}`,
        'Create a database with ENCODING UTF8',
      ),
    );
  }
  if (facts.in_recovery || facts.read_only === 'on') {
    add(
      failed(
        name,
        'the database takes no writes (a standby, or read only)',
        'Name the primary in the URL',
      ),
    );
  }
  if (free < CONNECTIONS) {
    add(
      warning(
        name,
        `${free} connections are free of max_connections ${facts.max_connections}; up opens as many as ${CONNECTIONS}`,
        'Raise max_connections, or end other clients',
      ),
    );
  }
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit'] as const) {
    if (facts[setting] !== 'off') continue;
    add(
      warning(
        name,
        `${setting} is off: what was acknowledged as durable is lost when the server crashes`,
        `Set ${setting} = on, except on a test server`,
      ),
    );
  }
  if (!facts.may_create) {
    add(
      warning(
        name,
        'this account may create nothing in the database: up and apply are refused',
        'Grant CREATE on the database, or apply with another account',
      ),
    );
  } else if (facts.may_create_roles === false) {
    add(ok(name, 'this account may create no roles; apply then prints the statements for who may'));
  }
  if ((facts.idle_session_timeout ?? 0) > 0) {
    add(
      warning(
        name,
        `idle_session_timeout ends idle connections after ${facts.idle_session_timeout} ms`,
        'Set it to 0 for this account, or expect reconnects',
      ),
    );
  }
  return results;
}

/** The server's clock between our two readings of our own. */
function clockResult(name: string, serverMs: number, before: number, after: number): CheckResult {
  const ahead = serverMs - (before + after) / 2;
  const seconds = (ahead / 1000).toFixed(1);
  const text = `the server's clock is ${seconds} s from this machine's`;
  if (Math.abs(ahead) < 1_000) return ok(name, text);
  const remedy =
    'Let both follow one time server (chrony, NTP): event times are judged against the receive time';
  return Math.abs(ahead) < 60_000 ? warning(name, text, remedy) : failed(name, text, remedy);
}
