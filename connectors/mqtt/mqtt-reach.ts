import mqtt, { type IConnackPacket, type MqttClient } from 'mqtt';
import { Failure } from '../failure.ts';
import type { MqttTls } from './mqtt-connection.ts';

/** What a broker says about itself when a client connects. */
export interface MqttReach {
  readonly version: 4 | 5;
  /** In bytes; undefined where the broker names no limit (MQTT 3.1.1 has no way to). */
  readonly largestPacket: number | undefined;
  /** Unacknowledged messages that it takes from one client. */
  readonly receiveMaximum: number | undefined;
  readonly maximumQos: number | undefined;
  readonly retainAvailable: boolean | undefined;
}

/**
 * Connects with a clean session of a name of its own, publishes and subscribes to nothing, and
 * disconnects. Falls back to MQTT 3.1.1 where 5 is not spoken. Rejects with a Failure.
 */
export async function reachMqtt(
  url: string,
  options: { readonly timeoutMs?: number; readonly tls?: MqttTls } = {},
): Promise<MqttReach> {
  try {
    return await connectOnce(url, 5, options);
  } catch (error) {
    if (!(error instanceof Refused) || !error.version) throw error;
    return connectOnce(url, 4, options);
  }
}

/** The broker answered CONNECT with a refusal. */
class Refused extends Failure {
  readonly version: boolean;

  constructor(where: string, code: number, text: string) {
    super('transient', `${where}: the broker refused the connection: ${text} (code ${code})`);
    this.version = code === 1 || code === 132;
  }
}

function connectOnce(
  url: string,
  version: 4 | 5,
  { timeoutMs = 5_000, tls }: { readonly timeoutMs?: number; readonly tls?: MqttTls },
): Promise<MqttReach> {
  const where = `MQTT ${new URL(url).host}`;
  const client: MqttClient = mqtt.connect(url, {
    clientId: `tundish-reach-${process.pid}-${Math.random().toString(36).slice(2, 8)}`,
    protocolVersion: version,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: timeoutMs,
    ...tls,
  });
  return new Promise<MqttReach>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Failure('transient', `${where}: no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
    };
    client.once('connect', (connack) => end(() => resolve(reachOf(connack, version))));
    client.on('error', (error) => end(() => reject(failureOf(error, where))));
    client.once('close', () =>
      end(() => reject(new Failure('transient', `${where}: closed without an answer`))),
    );
  }).finally(() => client.end(true));
}

function reachOf({ properties }: IConnackPacket, version: 4 | 5): MqttReach {
  return {
    version,
    largestPacket: properties?.maximumPacketSize,
    receiveMaximum: properties?.receiveMaximum,
    maximumQos: properties?.maximumQoS,
    retainAvailable: properties?.retainAvailable,
  };
}

function failureOf(error: Error & { readonly code?: unknown }, where: string): Failure {
  if (typeof error.code === 'number') return new Refused(where, error.code, error.message);
  const inner = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  const code = typeof error.code === 'string' ? ` [${error.code}]` : '';
  return new Failure('transient', `${where}: ${inner.message}${code}`);
}
