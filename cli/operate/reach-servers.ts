import { type AmqpReach, reachAmqp } from '../../connectors/amqp/amqp-reach.ts';
import { Failure } from '../../connectors/failure.ts';
import { type MqttReach, reachMqtt } from '../../connectors/mqtt/mqtt-reach.ts';
import { postgresStore } from '../../connectors/postgres/postgres-store.ts';
import { remedyOf } from '../runtime/reaching.ts';
import { UnreachableError } from '../unreachable-error.ts';
import type { Server } from './servers.ts';

/** A server that answered, and what it says about itself. */
export interface ReachedServer {
  readonly server: Server;
  /** `PostgreSQL 15.8` */
  readonly says: string;
  readonly mqtt?: MqttReach;
  readonly amqp?: AmqpReach;
}

/** A server that does not answer, or not to this account. */
export interface UnreachedServer {
  readonly server: Server;
  /** What happened; without user and password. */
  readonly reason: string;
  /** What to do. */
  readonly remedy: string;
}

const TIMEOUT_MS = 5_000;

/** Asks every server once, all at the same time. Never rejects. */
export async function reachServers(
  servers: readonly Server[],
): Promise<readonly (ReachedServer | UnreachedServer)[]> {
  return Promise.all(
    servers.map((server) =>
      reach(server).catch((error: unknown): UnreachedServer => {
        const failure = error instanceof Failure ? error : undefined;
        const reason = error instanceof Error ? error.message : 'unknown';
        return { server, reason, remedy: remedyOf(failure) ?? remedies[server.kind] };
      }),
    ),
  );
}

/**
 * @returns the servers that answered, where all did.
 * @throws UnreachableError that names every one that did not, where it stands and what to do.
 */
export async function requireReachable(
  servers: readonly Server[],
  environment: string,
): Promise<readonly ReachedServer[]> {
  const answers = await reachServers(servers);
  const silent = answers.filter((answer) => 'reason' in answer);
  if (silent.length > 0) throw new UnreachableError(unreachedText(silent, environment));
  return answers.filter((answer) => 'says' in answer);
}

function unreachedText(silent: readonly UnreachedServer[], environment: string): string {
  const what = silent.length === 1 ? 'a server of' : `${silent.length} servers of`;
  const entries = silent.flatMap(({ server, reason, remedy }) => [
    ...server.uses.map(
      ({ key, place, variables }) =>
        `  ${place}  ${key}${variables.length === 0 ? '' : ` (from ${variables.join(', ')})`}`,
    ),
    `      ${server.address}: ${reason}`,
    `      do: ${remedy}`,
  ]);
  return [
    `${what} the environment '${environment}' ${silent.length === 1 ? 'does' : 'do'} not answer; nothing was started.`,
    ...entries,
    `Next: tundish doctor ${environment}`,
  ].join('\n');
}

async function reach(server: Server): Promise<ReachedServer> {
  switch (server.kind) {
    case 'postgresql':
      return { server, says: `PostgreSQL ${await postgresVersion(server.url)}` };
    case 'mqtt': {
      const mqtt = await reachMqtt(server.url, { timeoutMs: TIMEOUT_MS });
      return { server, says: mqtt.version === 5 ? 'MQTT 5' : 'MQTT 3.1.1', mqtt };
    }
    case 'amqp': {
      const amqp = await reachAmqp(server.url);
      return { server, says: `${amqp.product} ${amqp.version}`.trim(), amqp };
    }
  }
}

async function postgresVersion(url: string): Promise<string> {
  const store = postgresStore(url, {
    applicationName: 'tundish reach',
    poolMax: 1,
    connectTimeoutMs: TIMEOUT_MS,
    statementTimeoutMs: TIMEOUT_MS,
  });
  try {
    const [row] = await store.query<{ version: string }>({
      text: `SELECT split_part(current_setting('server_version'), ' ', 1) AS version`,
    });
    return row?.version ?? '';
  } finally {
    await store.close();
  }
}

const remedies: Readonly<Record<Server['kind'], string>> = {
  postgresql: 'Check host, port, user and database in the URL, and that the server is up',
  mqtt: 'Check host, port, user and password in the URL, and that the MQTT broker is up',
  amqp: 'Check host, port, user, password and virtual host in the URL, and that RabbitMQ is up',
};
