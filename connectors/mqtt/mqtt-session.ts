import type { IPublishPacket, ISubackPacket, Packet } from 'mqtt-packet';
import { backOffMs, waitFor } from '../back-off.ts';
import { Failure } from '../failure.ts';
import type { Log } from '../log.ts';
import type { LargePublish } from './large-publishes.ts';
import {
  ConnectRefused,
  connectMqtt,
  type MqttConnection,
  type MqttTls,
  type MqttVersion,
  TakenOver,
  Unanswered,
} from './mqtt-connection.ts';

export interface MqttSessionOptions {
  readonly url: string;
  /** Stable for a persistent session: the broker knows the queue by it. */
  readonly clientId: string;
  /** MQTT filters to subscribe at every connect. */
  readonly filters: readonly string[];
  /**
   * Filters that earlier plans may have asked for: a broker that keeps a session keeps its
   * subscriptions too. Asked once, before the first connection, which waits a little for the answer;
   * an answer that comes later still counts. It must not reject.
   */
  readonly retiredFilters?: () => Promise<readonly string[]>;
  readonly qos: 0 | 1;
  readonly clean: boolean;
  readonly receiveMaximum?: number;
  readonly keepAliveSeconds?: number;
  readonly tls?: MqttTls;
  readonly mostPacketBytes?: number;
  readonly log: Log;
}

export interface PublishHandlers {
  /** `epoch` counts connections; a packet id means something in its own epoch only. */
  onPublish(packet: IPublishPacket, epoch: number): void;
  /** A message beyond the bound of a packet, whose payload nobody has. */
  onLarge(publish: LargePublish): void;
  onReadEnd(): void;
}

const RECONNECT = { firstMs: 200, maxMs: 15_000 };
/** A connection that lasted this long was a good one: the next attempt need not wait. */
const STABLE_MS = 5_000;
/** Filters are asked of a database, and reading must not depend on that one. */
const RETIRED_WAIT_MS = 3_000;
/** So many good connections that the broker closed within this time are a sign of a second client. */
const CLOSED_BY_BROKER = { times: 3, withinMs: 60_000 };
const CONNECT_TIMEOUT_MS = 10_000;
/** Brokers that do not know MQTT 5 may stay silent instead of refusing it. */
const PROBE_TIMEOUT_MS = 4_000;
const MOST_PACKET_BYTES = 64 * 1024 * 1024;

/**
 * Keeps one subscribed connection alive until it is ended: reconnects with back-off whatever the
 * reason was (a broker refuses valid logins while it starts), subscribes after every connect
 * whether or not the session was there, and falls back to MQTT 3.1.1 where 5 is not spoken, until the
 * next long connection has ended.
 */
export class MqttSession {
  readonly #options: MqttSessionOptions;
  readonly #handlers: PublishHandlers;
  readonly #stopping = new AbortController();
  #connection: MqttConnection | undefined;
  #version: MqttVersion = 5;
  #versionKnown = false;
  #epoch = 0;
  #early: number[] = [];
  #paused = false;
  #deaf = false;
  #suback: ((packet: ISubackPacket) => void) | undefined;
  #finished: Promise<void> = Promise.resolve();
  #retired: Promise<readonly string[]> = Promise.resolve([]);

  constructor(options: MqttSessionOptions, handlers: PublishHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  /** Resolves once subscribed for the first time, or when ended before that. */
  open(): Promise<void> {
    return new Promise((resolve) => {
      this.#finished = this.#keepConnected(resolve).finally(resolve);
    });
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Acknowledges packet ids of the current epoch, in the order given, in one write. */
  acknowledge(packetIds: readonly number[]): void {
    if (packetIds.length === 0) {
      return;
    }
    const connection = this.#connection;
    if (connection === undefined) {
      // Messages that came in one read with CONNACK can be settled before the connection is known.
      this.#early.push(...packetIds);
      return;
    }
    const bytes = Buffer.allocUnsafe(packetIds.length * 4);
    let offset = 0;
    for (const id of packetIds) {
      // PUBACK, two bytes left: the id. MQTT 5 lets the reason `success` be left out.
      bytes[offset] = 0x40;
      bytes[offset + 1] = 0x02;
      bytes.writeUInt16BE(id, offset + 2);
      offset += 4;
    }
    connection.write(bytes);
  }

  pauseReading(): void {
    if (!this.#paused) {
      this.#paused = true;
      this.#connection?.pauseReading();
    }
  }

  resumeReading(): void {
    if (this.#paused) {
      this.#paused = false;
      this.#connection?.resumeReading();
    }
  }

  /** Hands over no further message; acknowledgements still go out. */
  stopIntake(): void {
    this.#deaf = true;
  }

  async end(): Promise<void> {
    this.#stopping.abort();
    await this.#connection?.end(5_000);
    await this.#finished;
  }

  async #keepConnected(onReady: () => void): Promise<void> {
    const { log, clientId } = this.#options;
    let attempt = 0;
    let closedAt: readonly number[] = [];
    const { retiredFilters } = this.#options;
    if (retiredFilters !== undefined) {
      this.#retired = retiredFilters();
      await Promise.race([this.#retired, waitFor(RETIRED_WAIT_MS, this.#stopping.signal)]);
    }
    while (!this.#stopping.signal.aborted) {
      try {
        const connection = await this.#connect();
        const since = Date.now();
        onReady();
        log.info(
          { clientId, mqttVersion: connection.version, sessionPresent: connection.sessionPresent },
          'connected and subscribed to the MQTT broker',
        );
        const reason = await connection.closed;
        // Two readers with one client id throw each other out at once: that must not spin.
        if (Date.now() - since > STABLE_MS) {
          attempt = 0;
          // What comes back may be another broker, or a newer one.
          this.#version = 5;
          this.#versionKnown = connection.version === 5;
        }
        if (reason !== undefined && !this.#stopping.signal.aborted) {
          const now = Date.now();
          const { times, withinMs } = CLOSED_BY_BROKER;
          closedAt = [...closedAt, now].slice(-times).filter((at) => now - at < withinMs);
          // Before MQTT 5 a broker closes the connection without a word, and some still do.
          const perhaps = closedAt.length === times;
          if (reason instanceof TakenOver || perhaps) this.#tellTakenOver(reason);
          throw reason;
        }
      } catch (error) {
        this.#connection?.destroy();
        this.#connection = undefined;
        const delayMs = Math.round(backOffMs(RECONNECT, attempt, Math.random()));
        attempt += 1;
        log.warn(
          { clientId, reason: error instanceof Error ? error.message : 'unknown', delayMs },
          'no MQTT connection; the broker keeps what is not acknowledged, trying again',
        );
        await waitFor(delayMs, this.#stopping.signal);
      }
    }
    this.#connection = undefined;
  }

  #tellTakenOver(reason: Error): void {
    const { clientId, clean, log } = this.#options;
    const what = clean ? 'messages' : 'messages of the kept session';
    log.error(
      { clientId, reason: reason.message },
      `another client ${reason instanceof TakenOver ? 'has connected' : 'probably connects'} with this client id, and the broker gives each of them a part of the ${what}: end one, or give it an --instance name of its own`,
    );
  }

  async #connect(): Promise<MqttConnection> {
    const { url, clientId, clean, receiveMaximum, keepAliveSeconds, tls, mostPacketBytes } =
      this.#options;
    const probing = !this.#versionKnown && this.#version === 5;
    this.#connection = undefined;
    this.#early = [];
    this.#epoch += 1;
    const epoch = this.#epoch;
    let connection: MqttConnection;
    try {
      connection = await connectMqtt(
        {
          url,
          clientId,
          clean,
          version: this.#version,
          keepAliveSeconds: keepAliveSeconds ?? 30,
          mostPacketBytes: mostPacketBytes ?? MOST_PACKET_BYTES,
          timeoutMs: probing ? PROBE_TIMEOUT_MS : CONNECT_TIMEOUT_MS,
          ...(receiveMaximum === undefined ? {} : { receiveMaximum }),
          ...(tls === undefined ? {} : { tls }),
          signal: this.#stopping.signal,
        },
        {
          onPacket: (packet) => this.#onPacket(packet, epoch),
          onLarge: (publish) => {
            if (!this.#deaf && epoch === this.#epoch) this.#handlers.onLarge(publish);
          },
          onReadEnd: () => this.#handlers.onReadEnd(),
        },
      );
    } catch (error) {
      const unsupported = error instanceof ConnectRefused && error.unsupportedVersion;
      // A port that refuses, a name that is not found and a login say nothing about versions.
      if (!this.#versionKnown && (unsupported || error instanceof Unanswered)) {
        this.#version = this.#version === 5 ? 4 : 5;
      }
      if (unsupported && probing) return this.#connect();
      throw error;
    }
    this.#versionKnown = true;
    this.#connection = connection;
    this.acknowledge(this.#early.splice(0));
    if (this.#paused) {
      connection.pauseReading();
    }
    await this.#subscribe(connection);
    return connection;
  }

  #onPacket(packet: Packet, epoch: number): void {
    if (packet.cmd === 'publish') {
      if (!this.#deaf && epoch === this.#epoch) {
        this.#handlers.onPublish(packet, epoch);
      }
    } else if (packet.cmd === 'suback') {
      this.#suback?.(packet);
    }
  }

  /**
   * The queue of a kept session may arrive before SUBACK and fill the window: then SUBACK waits in
   * the socket until the sink has caught up, so there is no deadline for it.
   */
  async #subscribe(connection: MqttConnection): Promise<void> {
    const { filters, qos } = this.#options;
    if (filters.length === 0) {
      this.#unsubscribe(connection);
      return;
    }
    const answer = new Promise<ISubackPacket>((resolve) => {
      this.#suback = resolve;
    });
    connection.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: filters.map((topic) =>
        // Retain handling 1: retained messages only with a new subscription, not at each connect.
        connection.version === 5 ? { topic, qos, rh: 1 } : { topic, qos },
      ),
    });
    const suback = await Promise.race([answer, connection.closed]);
    if (suback === undefined || suback instanceof Error) {
      throw suback ?? new Failure('transient', 'the MQTT connection closed before SUBACK');
    }
    const refused = filters.filter((_filter, index) => {
      const granted = suback.granted[index];
      return typeof granted !== 'number' || granted >= 0x80;
    });
    if (refused.length > 0) {
      throw new Failure(
        'transient',
        `the MQTT broker refuses to subscribe client ${this.#options.clientId} to ${refused.join(', ')}: check its access list`,
      );
    }
    this.#unsubscribe(connection);
  }

  /** After subscribing: what an old filter brought and a wider one brings now must not fall between. */
  #unsubscribe(connection: MqttConnection): void {
    void this.#retired.then((retired) => {
      const unsubscriptions = retired.filter((filter) => !this.#options.filters.includes(filter));
      if (unsubscriptions.length === 0 || this.#connection !== connection) return;
      connection.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions });
    });
  }
}
