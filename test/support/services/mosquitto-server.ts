import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { accountInsteadOfRoot, temporaryFolder } from './account.ts';
import { freePorts } from './free-port.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export interface MosquittoOptions {
  /** Keeps sessions and queued messages over a restart; autosaved after every change. */
  readonly persistence?: boolean;
  /** Messages in flight per client, 0 = unlimited (the default here). */
  readonly maxInflight?: number;
  /** Further lines of its configuration, such as `message_size_limit 100`. */
  readonly lines?: readonly string[];
  /** Text of an ACL file. */
  readonly acl?: string;
}

export interface MosquittoServer {
  readonly url: string;
  /** Ends it with SIGKILL (a crash) or SIGTERM (writes its database first). */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Starts it again on the same port with the same folder. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function mosquittoProgram(): string | undefined {
  return ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/opt/homebrew/sbin/mosquitto'].find(
    existsSync,
  );
}

export function mosquittoVersion(program: string): string {
  const { stdout } = spawnSync(program, ['-h'], { encoding: 'utf8' });
  return /version (\S+)/.exec(stdout)?.[1] ?? 'of unknown version';
}

/** A broker of its own on a free port (about 20 ms). */
export async function startMosquitto(
  program: string,
  options: MosquittoOptions,
): Promise<MosquittoServer> {
  // Started as root it becomes this user, so its folder has to belong to that user.
  const account = accountInsteadOfRoot(['mosquitto', 'nobody']);
  const folder = temporaryFolder('mosquitto', account);
  const [port = 0] = await freePorts(1);
  const configuration = join(folder, 'mosquitto.conf');
  writeFileSync(configuration, configurationText(port, folder, account, options));
  let server: ServerProcess | undefined;
  const start = async (): Promise<void> => {
    server = await startServer(
      'Mosquitto',
      { file: program, args: ['-c', configuration], cwd: folder },
      () => accepts(port),
      10_000,
    );
  };
  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    start,
    end: async (signal) => server?.end(signal),
    stop: async () => {
      await server?.end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configurationText(
  port: number,
  folder: string,
  account: ReturnType<typeof accountInsteadOfRoot>,
  options: MosquittoOptions,
): string {
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous true',
    'max_queued_messages 0',
    `max_inflight_messages ${options.maxInflight ?? 0}`,
    'log_type error',
  ];
  lines.push(...(options.lines ?? []));
  if (options.acl !== undefined) {
    const acl = join(folder, 'acl');
    writeFileSync(acl, options.acl);
    if (account !== undefined) chownSync(acl, account.uid, account.gid);
    lines.push(`acl_file ${acl}`);
  }
  if (account !== undefined) lines.push(`user ${account.name}`);
  if (options.persistence === true) {
    const store = join(folder, 'store');
    mkdirSync(store);
    if (account !== undefined) chownSync(store, account.uid, account.gid);
    lines.push(
      'persistence true',
      `persistence_location ${store}/`,
      'autosave_interval 1',
      'autosave_on_changes true',
    );
  }
  return `${lines.join('\n')}\n`;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
