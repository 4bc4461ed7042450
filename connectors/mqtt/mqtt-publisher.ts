import { createRequire } from 'node:module';
import mqtt from 'mqtt';
import { Failure } from '../failure.ts';
import type { MqttTls, MqttVersion } from './mqtt-connection.ts';

export interface MqttPublisher {
  /**
   * Resolves once the broker has taken the message over (QoS 1: PUBACK), also over reconnects.
   * Waits while the window is full, so a fast sender is held by its broker. Rejects with a
   * PublishRefused where the broker says that it did not take it, which only MQTT 5 can.
   */
  publish(
    topic: string,
    body: string | Uint8Array,
    options?: { readonly qos?: 0 | 1; readonly retain?: boolean },
  ): Promise<void>;
  /** Messages that the broker took and gave to nobody: no subscription matched (MQTT 5). */
  readonly unheard: number;
  /** Waits for what is in flight, 5 s at most, then disconnects. */
  close(): Promise<void>;
}

export interface MqttPublisherOptions {
  readonly url: string;
  readonly clientId: string;
  /** Messages in flight; default 500. A broker of MQTT 5 may take fewer (Receive Maximum). */
  readonly window?: number;
  /** Default: 4, which is MQTT 3.1.1. Its acknowledgement cannot tell a refusal. */
  readonly version?: MqttVersion;
  /** Of the broker (Maximum Packet Size); a message of more is refused without asking it. */
  readonly mostPacketBytes?: number;
  readonly tls?: MqttTls;
}

/** The broker did not take a message. */
export class PublishRefused extends Failure {
  /** Reason code of PUBACK or DISCONNECT (MQTT 5.0, 2.4). */
  readonly code: number;
  /** True where others may be taken: it is this message's size, topic name or form. */
  readonly ofThisMessage: boolean;

  constructor(code: number, reason: string, ofThisMessage = ofOneMessage.has(code)) {
    super('transient', `the broker refused it: ${reason}`);
    this.code = code;
    this.ofThisMessage = ofThisMessage;
  }
}

const TOO_LARGE = 0x95;
const ofOneMessage: ReadonlySet<number> = new Set([0x90, TOO_LARGE, 0x99]);
/** Reasons of a DISCONNECT that would come again with the same messages. */
const lasting: ReadonlyMap<number, string> = new Map([
  [0x81, 'malformed packet'],
  [0x82, 'protocol error'],
  [0x87, 'not authorised'],
  [0x90, 'topic name invalid'],
  [0x93, 'more messages in flight than it takes'],
  [TOO_LARGE, 'packet too large'],
  [0x97, 'quota exceeded'],
  [0x98, 'administrative action'],
  [0x99, 'payload format invalid'],
  [0x9b, 'QoS not supported'],
]);
// Mosquitto answers a message beyond message_size_limit with a code that the specification keeps for
// DISCONNECT. The codec would take it for the end of the protocol, and nothing would be answered any more.
const codec = createRequire(import.meta.url)('mqtt-packet/constants') as {
  readonly MQTT5_PUBACK_PUBREC_CODES?: Record<number, string>;
};
if (codec.MQTT5_PUBACK_PUBREC_CODES !== undefined) {
  codec.MQTT5_PUBACK_PUBREC_CODES[TOO_LARGE] = 'Packet too large';
}
const NO_MATCHING_SUBSCRIBERS = 0x10;

const CLOSE_TIMEOUT_MS = 5_000;

/**
 * A publisher for simulators, tests and results of models. Messages in flight are in memory: they
 * die with the process, so a sender that must not lose any waits for `publish`.
 */
export function mqttPublisher(options: MqttPublisherOptions): MqttPublisher {
  const window = options.window ?? 500;
  const client = mqtt.connect(options.url, {
    clientId: options.clientId,
    protocolVersion: options.version ?? 4,
    clean: true,
    reconnectPeriod: 500,
    reconnectOnConnackError: true,
    ...options.tls,
  });
  // One listener per message that waits for the socket.
  client.setMaxListeners(0);
  const most = options.mostPacketBytes ?? Number.POSITIVE_INFINITY;
  let unheard = 0;
  client.on('packetreceive', (packet) => {
    if (packet.cmd === 'puback' && packet.reasonCode === NO_MATCHING_SUBSCRIBERS) unheard += 1;
  });
  let refused: PublishRefused | undefined;
  const refuse = new Set<(error: Error) => void>();
  /** Which of the messages in flight it was, nobody says; all of them would go out again. */
  const giveUp = (code: number, reason: string): void => {
    refused = new PublishRefused(code, reason, false);
    client.end(true);
    for (const reject of refuse) reject(refused);
  };
  client.on('disconnect', ({ reasonCode = 0 }) => {
    const reason = lasting.get(reasonCode);
    if (reason !== undefined) {
      giveUp(reasonCode, `it ended the connection: ${reason} (code ${reasonCode})`);
    }
  });
  client.on('error', ({ message }) => {
    // The codec reads nothing more after it.
    if (/^Invalid .* reason code/.test(message)) giveUp(0x82, `not MQTT: ${message}`);
  });
  let inFlight = 0;
  const waiting: (() => void)[] = [];

  async function takeSlot(): Promise<void> {
    if (inFlight >= window) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return;
    }
    inFlight += 1;
  }

  function freeSlot(): void {
    const next = waiting.shift();
    // The slot passes to the next one directly, so the count stays.
    if (next === undefined) inFlight -= 1;
    else next();
  }

  return {
    get unheard() {
      return unheard;
    },
    publish: async (topic, body, { qos = 1, retain = false } = {}) => {
      await takeSlot();
      try {
        if (refused !== undefined) throw refused;
        const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body);
        const size = packetBytes(topic, bytes.byteLength);
        if (size > most) {
          const text = `packet too large: ${size} bytes, it takes ${most} at most`;
          throw new PublishRefused(TOO_LARGE, text);
        }
        let failed: ((error: Error) => void) | undefined;
        try {
          await new Promise<void>((resolve, reject) => {
            failed = reject;
            refuse.add(reject);
            client.publish(topic, bytes, { qos, retain }, (error) => {
              if (error) reject(failureOf(topic, error));
              else resolve();
            });
          });
        } finally {
          if (failed !== undefined) refuse.delete(failed);
        }
      } finally {
        freeSlot();
      }
    },
    close: async () => {
      const deadline = Date.now() + CLOSE_TIMEOUT_MS;
      while (inFlight > 0 && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await client.endAsync(inFlight > 0);
    },
  };
}

/** Of a PUBLISH without properties at QoS 1: fixed header, topic, packet id, empty properties. */
function packetBytes(topic: string, payloadBytes: number): number {
  const rest = 2 + Buffer.byteLength(topic) + 2 + 1 + payloadBytes;
  const lengthBytes = rest < 128 ? 1 : rest < 16_384 ? 2 : rest < 2_097_152 ? 3 : 4;
  return 1 + lengthBytes + rest;
}

function failureOf(topic: string, error: Error & { readonly code?: unknown }): Failure {
  if (typeof error.code === 'number' && error.code >= 0x80) {
    const reason = error.message.replace(/^Publish error: /, '').toLowerCase();
    return new PublishRefused(error.code, `${reason} (code ${error.code})`);
  }
  return new Failure('transient', `MQTT publish on ${topic}: ${error.message}`);
}
