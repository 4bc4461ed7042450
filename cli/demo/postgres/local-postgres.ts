import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../free-port.ts';
import { serverAccount } from './account.ts';
import { claimDemoFolder, usedDemoFolders } from './demo-folder.ts';
import { claim, claimant, release } from './folder-claim.ts';
import { stopLeftover } from './leftover-server.ts';
import { reachablePrograms } from './programs.ts';
import { programOptions } from './run-program.ts';
import { initialiseData, type ServerFiles, serverUser } from './server-files.ts';
import { startWarden } from './warden.ts';

export interface LocalPostgres {
  /** URL of the demo's database, with its password. */
  readonly url: string;
  readonly version: string;
  readonly pid: number;
  /** Where its data and log are. */
  readonly folder: string;
  stop(): Promise<void>;
}

const database = 'tundish';
const urlFile = 'url';

/**
 * Starts PostgreSQL from the npm package on 127.0.0.1 with an empty database and data in a demo
 * folder of the project. What an earlier demo left behind when it was killed is taken over: its
 * server is stopped, its data folder used again.
 */
export async function startLocalPostgres(options: {
  readonly project: string;
  readonly port: number;
}): Promise<LocalPostgres> {
  const account = serverAccount();
  const folder = claimDemoFolder(options.project, account);
  const server = await filesIn(folder);
  if (!existsSync(server.data)) await initialiseData(server);
  try {
    return await start(server, { port: options.port, fresh: true });
  } catch (error) {
    if (error instanceof PortTaken) throw error;
    // Data of another PostgreSQL version, or a disk that was full: it is only a demo's.
    rmSync(server.data, { recursive: true, force: true });
    await initialiseData(server);
    return await start(server, { port: options.port, fresh: true });
  }
}

/**
 * The database of the demo that was used last: as it is where that demo still runs, else with a
 * server of our own over what it left. Undefined where there was none.
 */
export async function openLastDemo(options: {
  readonly project: string;
  readonly port: number;
}): Promise<Pick<LocalPostgres, 'url' | 'stop'> | undefined> {
  const folder = usedDemoFolders(options.project).find((used) => existsSync(join(used, 'data')));
  if (folder === undefined) return undefined;
  if (claimant(folder) !== undefined) {
    return { url: readFileSync(join(folder, urlFile), 'utf8'), stop: async () => undefined };
  }
  if (!claim(folder)) return undefined;
  return start(await filesIn(folder), { port: options.port, fresh: false });
}

async function filesIn(folder: string): Promise<ServerFiles> {
  const account = serverAccount();
  const data = join(folder, 'data');
  await stopLeftover(data);
  return { bin: reachablePrograms(account, folder), data, folder, account };
}

class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

async function start(
  { bin, data, folder, account }: ServerFiles,
  options: { readonly port: number; readonly fresh: boolean },
): Promise<LocalPostgres> {
  const password = readFileSync(join(folder, 'password'), 'utf8');
  const port = await freePort(options.port);
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=60',
    'max_wal_size=1GB',
    'log_min_messages=warning',
    'timezone=UTC',
  ];
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...programOptions(account, folder), stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  let ended = false;
  child.stderr.on('data', (chunk) => {
    log = (log + String(chunk)).slice(-8000);
  });
  const end = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error'] as const) {
      child.once(event, () => {
        ended = true;
        resolve();
      });
    }
  });
  // The last resort where this process ends without calling `stop`.
  const stopNow = (): void => {
    child.kill('SIGINT');
  };
  process.once('exit', stopNow);
  const dismissWarden = child.pid === undefined ? undefined : startWarden(child.pid);
  const stop = async (): Promise<void> => {
    dismissWarden?.();
    // SIGINT is PostgreSQL's fast shutdown: clients are cut off, data is flushed.
    if (!ended) child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGQUIT'), 10_000);
    await end;
    clearTimeout(late);
    process.off('exit', stopNow);
    release(folder);
  };
  const urlOf = (name: string): string =>
    `postgresql://${serverUser}:${password}@127.0.0.1:${port}/${name}`;
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (ended) {
      dismissWarden?.();
      process.off('exit', stopNow);
      const lastLines = log.trimEnd().split('\n').slice(-15).join('\n');
      if (/Address already in use/.test(log)) {
        throw new PortTaken(`PostgreSQL did not start on port ${port}:\n${lastLines}`);
      }
      throw new Error(`PostgreSQL did not start:\n${lastLines}`);
    }
    const version = await serverVersion(urlOf('postgres'));
    if (version !== undefined && child.pid !== undefined) {
      await prepareDatabase(urlOf('postgres'), options.fresh);
      writeFileSync(join(folder, urlFile), urlOf(database), { mode: 0o600 });
      return { url: urlOf(database), version, pid: child.pid, folder, stop };
    }
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`PostgreSQL was not ready within 60 s:\n${log}`);
    }
    await sleep(20);
  }
}

async function serverVersion(url: string): Promise<string | undefined> {
  try {
    const [row] = await query(url, 'SHOW server_version');
    return String(row?.server_version).split(' ')[0];
  } catch {
    return undefined;
  }
}

async function prepareDatabase(url: string, fresh: boolean): Promise<void> {
  if (fresh) await query(url, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  const found = await query(url, `SELECT FROM pg_database WHERE datname = '${database}'`);
  if (found.length === 0) await query(url, `CREATE DATABASE ${database}`);
}

async function query(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
