import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../free-port.ts';
import { type Account, serverAccount } from './account.ts';
import { claimFolder, demoFolder, otherDemo } from './demo-folder.ts';
import { reachablePrograms } from './programs.ts';
import { programOptions, runProgram } from './run-program.ts';
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

const user = 'tundish';
const database = 'tundish';
const urlFile = 'url';

export class DemoRunning extends Error {
  override readonly name = 'DemoRunning';
}

/**
 * Starts PostgreSQL from the npm package on 127.0.0.1, with data below the demo's folder. What an
 * earlier demo left behind when it was killed is taken over: its server is stopped, its data
 * reused. With `fresh` the database is empty; otherwise it is as the last demo left it.
 */
export async function startLocalPostgres(options: {
  readonly project: string;
  readonly port: number;
  readonly fresh: boolean;
}): Promise<LocalPostgres> {
  const account = serverAccount();
  const folder = demoFolder(options.project, account);
  const other = otherDemo(folder);
  if (other !== undefined) {
    throw new DemoRunning(
      `another demo of this folder is running (process ${other}). End it first, or wait for its end.`,
    );
  }
  claimFolder(folder);
  const bin = reachablePrograms(account, folder);
  const data = join(folder, 'data');
  await stopLeftover(data);
  const server = { bin, data, folder, account };
  if (!existsSync(data)) await initialise(server);
  try {
    return await start(server, options);
  } catch (error) {
    if (error instanceof PortTaken) throw error;
    // Data of another PostgreSQL version, or a disk that was full: it is only a demo's.
    rmSync(data, { recursive: true, force: true });
    await initialise(server);
    return await start(server, options);
  }
}

/** URL of the database of a demo of this project that runs now; undefined where none does. */
export function runningDemoUrl(project: string): string | undefined {
  const folder = demoFolder(project, serverAccount());
  const file = join(folder, urlFile);
  if (otherDemo(folder) === undefined || !existsSync(file)) return undefined;
  return readFileSync(file, 'utf8');
}

interface ServerFiles {
  readonly bin: string;
  readonly data: string;
  readonly folder: string;
  readonly account: Account | undefined;
}

/** Under another name first, so that an initialisation that was cut off is never taken for data. */
async function initialise({ bin, data, folder, account }: ServerFiles): Promise<void> {
  const half = `${data}.half`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  const password = randomBytes(9).toString('hex');
  // initdb insists on an empty folder and reads the password from a file that it can open.
  const passwordFolder = `${data}.password`;
  mkdirSync(passwordFolder, { recursive: true, mode: 0o700 });
  const file = join(passwordFolder, 'password');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  if (account !== undefined) {
    for (const path of [half, passwordFolder, file]) chownSync(path, account.uid, account.gid);
  }
  await runProgram(
    join(bin, 'initdb'),
    [
      ...['-D', half, '-U', user, '--pwfile', file, '-E', 'UTF8', '--locale=C', '--no-sync'],
      ...['--auth-host=scram-sha-256', '--auth-local=scram-sha-256'],
    ],
    account,
    folder,
  );
  rmSync(passwordFolder, { recursive: true });
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
  renameSync(half, data);
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
  };
  const urlOf = (name: string): string =>
    `postgresql://${user}:${password}@127.0.0.1:${port}/${name}`;
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

/** Stops a server that still runs on our data folder: its demo was killed and could not. */
async function stopLeftover(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!runsOn(pid, data)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; waited < 10_000 && runsOn(pid, data); waited += 50) await sleep(50);
  if (runsOn(pid, data)) process.kill(pid, 'SIGQUIT');
  for (let waited = 0; waited < 5_000 && runsOn(pid, data); waited += 50) await sleep(50);
}

/**
 * Whether the process is a PostgreSQL server with this data folder, by its command line. Where
 * there is no /proc to ask, the answer is no: then PostgreSQL itself refuses the folder.
 */
function runsOn(pid: number, data: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('-D') && words[words.indexOf('-D') + 1] === data;
  } catch {
    return false;
  }
}
