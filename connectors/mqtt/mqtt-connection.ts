import net from 'node:net';
import tls from 'node:tls';
import { generate, type IConnackPacket, type Packet, parser } from 'mqtt-packet';
import { Failure } from '../failure.ts';
import { type LargePublish, passOverLarge } from './large-publishes.ts';

export type MqttVersion = 4 | 5;

export interface MqttTls {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
}

export interface MqttConnectOptions {
  /** `mqtt://` or `mqtts://`, with user and password where the broker wants them. */
  readonly url: string;
  readonly clientId: string;
  readonly version: MqttVersion;
  /** False keeps the session, its subscriptions and its queue at the broker. */
  readonly clean: boolean;
  readonly keepAliveSeconds: number;
  readonly timeoutMs: number;
  /** MQTT 5: how many unacknowledged messages the broker may send. */
  readonly receiveMaximum?: number;
  readonly tls?: MqttTls;
  /** A PUBLISH with more is passed over. */
  readonly mostPacketBytes: number;
  /** Gives up an attempt that is under way. */
  readonly signal?: AbortSignal;
}

/** A refusal in CONNACK; `unsupportedVersion` asks for another protocol version. */
export class ConnectRefused extends Failure {
  readonly unsupportedVersion: boolean;

  constructor(where: string, code: number) {
    super('transient', `${where}: the broker refused the connection (code ${code})`);
    this.unsupportedVersion = code === 1 || code === 132;
  }
}

/** Another client has connected with the same client id (MQTT 5 tells so). */
export class TakenOver extends Failure {}

const SESSION_TAKEN_OVER = 142;

/** Something took the connection and never answered: it may not know this protocol version. */
export class Unanswered extends Failure {}

export interface MqttConnection {
  readonly version: MqttVersion;
  readonly sessionPresent: boolean;
  send(packet: Packet): void;
  /** Bytes that are packets already. */
  write(bytes: Uint8Array): void;
  /** Stops taking bytes from the socket; keep-alive goes on. */
  pauseReading(): void;
  resumeReading(): void;
  /**
   * Lets everything written take effect at the broker, then closes: the answer to a last ping says
   * that it has read our acknowledgements. What still arrives is read and dropped: closing a socket
   * with unread bytes resets it, and a reset can overtake what we wrote.
   */
  end(timeoutMs: number): Promise<void>;
  destroy(): void;
  /** Resolves when the connection is gone, with the reason where it was not our wish. */
  readonly closed: Promise<Error | undefined>;
}

export interface PacketHandlers {
  onPacket(packet: Packet): void;
  /** In place of a PUBLISH that is too large to be held. */
  onLarge(publish: LargePublish): void;
  /** All packets of one read have been handed over. */
  onReadEnd(): void;
}

/** A session that is kept until its client asks for it again (MQTT 5). */
const NEVER_EXPIRES = 0xffff_ffff;

/** Connects and waits for CONNACK. Rejects with a Failure; no answer in time is one as well. */
export async function connectMqtt(
  options: MqttConnectOptions,
  handlers: PacketHandlers,
): Promise<MqttConnection> {
  const url = new URL(options.url);
  const where = `MQTT ${url.host}`;
  const socket = openSocket(url, options.tls);
  const packets = parser({ protocolVersion: options.version });
  let lastReceived = Date.now();
  let paused = false;
  let discarding = false;
  let reason: Error | undefined;
  let connack: IConnackPacket | undefined;
  let reached = false;
  socket.once('connect', () => {
    reached = true;
  });
  let onConnack: (() => void) | undefined;
  let onPong: (() => void) | undefined;

  const read = passOverLarge(
    options.mostPacketBytes,
    (bytes) => packets.parse(bytes),
    (publish) => {
      if (!discarding) handlers.onLarge(publish);
    },
  );
  const closed = new Promise<Error | undefined>((resolve) => {
    socket.once('close', () => resolve(reason));
  });
  const fail = (error: Error): void => {
    reason ??= error;
    socket.destroy();
  };
  socket.on('error', (error) => {
    reason ??= new Failure('transient', `${where}: ${error.message}`, { cause: error });
  });
  socket.on('end', () => {
    reason ??= new Failure('transient', `${where}: the broker closed the connection`);
  });
  socket.on('data', (chunk: Buffer) => {
    lastReceived = Date.now();
    read(chunk);
    handlers.onReadEnd();
  });
  packets.on('error', (error: Error) => {
    fail(new Failure('transient', `${where}: not MQTT: ${error.message}`));
  });
  packets.on('packet', (packet: Packet) => {
    if (discarding) {
      if (packet.cmd === 'pingresp') onPong?.();
      return;
    }
    if (connack === undefined) {
      if (packet.cmd === 'connack') {
        connack = packet;
        onConnack?.();
      } else {
        fail(new Failure('transient', `${where}: ${packet.cmd} before CONNACK`));
      }
      return;
    }
    if (packet.cmd === 'disconnect') {
      const text = `${where}: disconnected (reason ${packet.reasonCode ?? 0})`;
      const taken = packet.reasonCode === SESSION_TAKEN_OVER;
      fail(taken ? new TakenOver('transient', text) : new Failure('transient', text));
      return;
    }
    handlers.onPacket(packet);
  });

  const send = (packet: Packet): void => {
    socket.write(generate(packet, { protocolVersion: options.version }));
  };
  send(connectPacket(options, url));

  const timer = setTimeout(
    () => fail(new Failure('transient', `${where}: no CONNACK within ${options.timeoutMs} ms`)),
    options.timeoutMs,
  );
  const giveUp = (): void => fail(new Failure('transient', `${where}: given up`));
  options.signal?.addEventListener('abort', giveUp, { once: true });
  if (options.signal?.aborted === true) giveUp();
  await Promise.race([
    new Promise<void>((resolve) => {
      onConnack = resolve;
    }),
    closed,
  ]);
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', giveUp);
  const answer: IConnackPacket | undefined = connack;
  if (answer === undefined) {
    const failure = reason ?? new Failure('transient', `${where}: closed before CONNACK`);
    throw reached ? new Unanswered('transient', failure.message, { cause: failure }) : failure;
  }
  const code = answer.reasonCode ?? answer.returnCode ?? 0;
  if (code !== 0) {
    socket.destroy();
    throw new ConnectRefused(where, code);
  }

  const keepAliveMs = (answer.properties?.serverKeepAlive ?? options.keepAliveSeconds) * 1000;
  // Zero turns keep-alive off (MQTT 5.0, 3.1.2.10): TCP's own watches the peer then.
  if (keepAliveMs > 0) {
    const pings = setInterval(() => {
      // While we do not read, silence says nothing: TCP keep-alive watches the peer then.
      if (!paused && Date.now() - lastReceived > 1.5 * keepAliveMs) {
        fail(new Failure('transient', `${where}: silent for ${1.5 * keepAliveMs} ms`));
        return;
      }
      send({ cmd: 'pingreq' });
    }, keepAliveMs / 2);
    void closed.then(() => clearInterval(pings));
  }

  return {
    version: options.version,
    sessionPresent: answer.sessionPresent,
    send,
    write: (bytes) => {
      socket.write(bytes);
    },
    pauseReading: () => {
      paused = true;
      socket.pause();
    },
    resumeReading: () => {
      paused = false;
      lastReceived = Date.now();
      socket.resume();
    },
    end: async (timeoutMs) => {
      discarding = true;
      const late = setTimeout(() => socket.destroy(), timeoutMs);
      const pong = new Promise<void>((resolve) => {
        onPong = resolve;
      });
      socket.resume();
      send({ cmd: 'pingreq' });
      await Promise.race([pong, closed]);
      send({ cmd: 'disconnect' });
      socket.end();
      await closed;
      clearTimeout(late);
    },
    destroy: () => socket.destroy(),
    closed,
  };
}

function openSocket(url: URL, options: MqttTls | undefined): net.Socket {
  const secure = url.protocol === 'mqtts:' || url.protocol === 'ssl:' || url.protocol === 'tls:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port === '' ? (secure ? 8883 : 1883) : Number(url.port);
  const socket = secure
    ? tls.connect({ host, port, ...(net.isIP(host) === 0 ? { servername: host } : {}), ...options })
    : net.connect({ host, port });
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 10_000);
  return socket;
}

function connectPacket(options: MqttConnectOptions, url: URL): Packet {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: options.version,
    clean: options.clean,
    clientId: options.clientId,
    keepalive: options.keepAliveSeconds,
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: Buffer.from(decodeURIComponent(url.password)) }),
    ...(options.version === 5
      ? {
          properties: {
            // Without an expiry, MQTT 5 ends the session with the connection whatever `clean` says.
            ...(options.clean ? {} : { sessionExpiryInterval: NEVER_EXPIRES }),
            ...(options.receiveMaximum === undefined
              ? {}
              : { receiveMaximum: Math.min(options.receiveMaximum, 65_535) }),
          },
        }
      : {}),
  };
}
