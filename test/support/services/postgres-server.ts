import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { postgresPrograms, reachablePrograms } from '../../../cli/demo/postgres/programs.ts';
import { runProgram } from '../../../cli/demo/postgres/run-program.ts';
import { accountInsteadOfRoot, temporaryFolder } from './account.ts';
import { freePorts } from './free-port.ts';
import { startServer } from './server-process.ts';

export interface PostgresServer {
  readonly version: string;
  /** A new, empty database. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** The folder with Debian's PostgreSQL 15 programs, where they are installed. */
export function debianPostgresFolder(): string | undefined {
  const folder = '/usr/lib/postgresql/15/bin';
  return existsSync(join(folder, 'initdb')) ? folder : undefined;
}

/** The folder with the PostgreSQL 18 programs that come with the npm package. */
export function npmPostgresFolder(): string | undefined {
  try {
    return postgresPrograms();
  } catch {
    return undefined;
  }
}

/**
 * Starts a server with temporary data on a free port. It gives up durability (no fsync) for speed
 * unless `durable`: benchmarks need real commits, tests only need what survives our own processes.
 */
export async function startPostgres(
  programs: string,
  options: { readonly durable: boolean },
): Promise<PostgresServer> {
  const account = accountInsteadOfRoot(['postgres', 'nobody']);
  const folder = temporaryFolder('postgres', account);
  const bin = programs === npmPostgresFolder() ? reachablePrograms(account, folder) : programs;
  const data = join(folder, 'data');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await runProgram(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'tundish', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
      account,
      folder,
    );
    const [port] = await freePorts(1);
    const url = `postgres://tundish@127.0.0.1:${port}/postgres`;
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=300',
      'log_min_messages=fatal',
      ...(options.durable
        ? []
        : ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'max_wal_size=2GB']),
    ];
    const server = await startServer(
      'PostgreSQL',
      {
        file: join(bin, 'postgres'),
        args: ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
        account,
        cwd: folder,
      },
      async () => (await query(url, 'SELECT 1')).length === 1,
    );
    return {
      version: await serverVersion(url),
      createDatabase: () => createDatabase(url),
      stop: async () => {
        await server.end('SIGQUIT');
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** A server that somebody else runs: databases that we made there are dropped at the end. */
export async function foreignPostgres(url: string): Promise<PostgresServer> {
  const made: string[] = [];
  return {
    version: await serverVersion(url),
    createDatabase: async () => {
      const database = await createDatabase(url);
      made.push(new URL(database).pathname.slice(1));
      return database;
    },
    stop: async () => {
      for (const name of made) await query(url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

let databaseCount = 0;

async function createDatabase(url: string): Promise<string> {
  databaseCount += 1;
  const name = `tundish_test_${process.pid}_${databaseCount}`;
  await query(url, `CREATE DATABASE "${name}"`);
  const database = new URL(url);
  database.pathname = `/${name}`;
  return database.toString();
}

async function serverVersion(url: string): Promise<string> {
  const [row] = await query(url, "SELECT split_part(current_setting('server_version'), ' ', 1) v");
  return String(row?.v);
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}
