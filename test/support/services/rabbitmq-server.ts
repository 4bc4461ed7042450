import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { temporaryFolder } from './account.ts';
import { freePorts } from './free-port.ts';
import { startServer } from './server-process.ts';

export interface RabbitServer {
  readonly version: string;
  /** A new virtual host where the management API is there; the URL's own otherwise. */
  createVhost(): Promise<{ readonly url: string; readonly management?: string }>;
  stop(): Promise<void>;
}

/** The server's own start script: the one in /usr/sbin becomes another user and uses its state. */
export function rabbitmqProgram(): string | undefined {
  const library = '/usr/lib/rabbitmq/lib';
  const versions = existsSync(library) ? readdirSync(library).sort().reverse() : [];
  return [
    ...versions.map((version) => join(library, version, 'sbin/rabbitmq-server')),
    '/opt/homebrew/sbin/rabbitmq-server',
    '/usr/local/sbin/rabbitmq-server',
  ].find(existsSync);
}

/**
 * Starts a node of its own: name, ports, data, logs, plugins, cookie and port mapper (epmd) are
 * all private, so it meets no other RabbitMQ of this machine. About 10 s.
 */
export async function startRabbitmq(program: string): Promise<RabbitServer> {
  const folder = temporaryFolder('rabbitmq');
  const [port = 0, distribution = 0, mapper = 0, management = 0] = await freePorts(4);
  const file = (name: string): string => join(folder, name);
  for (const name of ['mnesia', 'log', 'home']) mkdirSync(file(name));
  writeFileSync(file('plugins'), '[rabbitmq_management].\n');
  writeFileSync(
    file('rabbitmq.conf'),
    [
      `listeners.tcp.1 = 127.0.0.1:${port}`,
      'management.tcp.ip = 127.0.0.1',
      `management.tcp.port = ${management}`,
      'management_agent.disable_metrics_collector = true',
      'log.console = true',
      'log.console.level = info',
      'disk_free_limit.absolute = 50MB',
      // The default of RabbitMQ 4, in bytes; older versions take 128 MiB.
      'max_message_size = 16777216',
    ].join('\n'),
  );
  const env = {
    RABBITMQ_NODENAME: `tundish${port}@localhost`,
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: file('mnesia'),
    RABBITMQ_LOG_BASE: file('log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_CONFIG_FILE: file('rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: file('plugins'),
    RABBITMQ_PID_FILE: file('pid'),
    ERL_EPMD_PORT: String(mapper),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    HOME: file('home'),
  };
  const origin = `http://127.0.0.1:${management}`;
  const end = async (): Promise<void> => {
    await endPortMapper(mapper);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const server = await startServer(
      'RabbitMQ',
      { file: program, args: [], env, cwd: dirname(program) },
      async (started) => started.output().includes('completed with'),
      120_000,
    );
    const broker = await managedRabbitmq(`amqp://guest:guest@127.0.0.1:${port}`, origin);
    return {
      ...broker,
      stop: async () => {
        await server.end('SIGKILL');
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A broker that somebody else runs; its management API is looked for at `management` or 15672. */
export async function foreignRabbitmq(url: string, management?: string): Promise<RabbitServer> {
  const origin = management ?? `http://${new URL(url).hostname}:15672`;
  try {
    return await managedRabbitmq(url, origin);
  } catch {
    return {
      version: 'of unknown version (no management API)',
      createVhost: async () => ({ url }),
      stop: async () => {},
    };
  }
}

async function managedRabbitmq(url: string, origin: string): Promise<RabbitServer> {
  const { username, password } = new URL(url);
  const authorization = `Basic ${Buffer.from(`${decodeURIComponent(username || 'guest')}:${decodeURIComponent(password || 'guest')}`).toString('base64')}`;
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${origin}/api${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`RabbitMQ management: ${method} ${path}: ${response.status}`);
    return response;
  };
  const overview: unknown = await (await call('GET', '/overview')).json();
  const made: string[] = [];
  return {
    version: String((overview as { rabbitmq_version?: unknown }).rabbitmq_version),
    createVhost: async () => {
      const vhost = `tundish-test-${process.pid}-${made.length + 1}`;
      made.push(vhost);
      await call('PUT', `/vhosts/${vhost}`, {});
      await call('PUT', `/permissions/${vhost}/${decodeURIComponent(username || 'guest')}`, {
        configure: '.*',
        write: '.*',
        read: '.*',
      });
      const own = new URL(url);
      own.pathname = `/${vhost}`;
      return { url: own.toString(), management: origin };
    },
    stop: async () => {
      for (const vhost of made) await call('DELETE', `/vhosts/${vhost}`).catch(() => {});
    },
  };
}

/**
 * Ends the port mapper, which outlives its node: its protocol has a request for that (KILL_REQ,
 * byte 107). It refuses while a node is registered, so this comes after the node's end.
 */
async function endPortMapper(port: number): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from([0, 1, 107])));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.once('close', () => resolve(text));
      socket.once('error', () => resolve('gone'));
    });
    if (answer !== 'NO') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
