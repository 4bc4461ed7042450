import type { Delivery, Source } from '../connector.ts';
import { type Log, silentLog } from '../log.ts';
import type { MqttTls } from './mqtt-connection.ts';
import { MqttSession } from './mqtt-session.ts';

export interface MqttEventSourceOptions {
  readonly url: string;
  /** Fixed per reader instance; two clients with one id throw each other out. */
  readonly clientId: string;
  readonly filters: readonly string[];
  /** See `MqttSessionOptions`. */
  readonly retiredFilters?: () => Promise<readonly string[]>;
  /** Most deliveries that may wait for their settlement, in messages and in payload bytes. */
  readonly window?: { readonly messages: number; readonly bytes: number };
  readonly keepAliveSeconds?: number;
  readonly tls?: MqttTls;
  /** A message of more is not taken, and so stays with the broker; default 64 MiB. */
  readonly mostPacketBytes?: number;
  readonly log?: Log;
  /**
   * `qos0`: sent without a promise on a topic of events; `redelivered`: marked DUP; `too_large`:
   * passed over.
   */
  readonly count?: (what: 'qos0' | 'redelivered' | 'reconnected' | 'too_large', n: number) => void;
}

const DEFAULT_WINDOW = { messages: 4_000, bytes: 16 * 1024 * 1024 };
const PACKET_IDS = 65_536;

/**
 * Messages at QoS 1 over a kept session, PUBACK only at `settle`: in receive order, many in one
 * write. The window binds the broker through Receive Maximum (MQTT 5) and, whatever the broker
 * does, by not reading the socket while it is full; keep-alive goes on meanwhile. Deliveries of an
 * earlier connection stay in the window until they are settled and are then not acknowledged: their
 * packet ids mean other messages by now, and the broker has sent them again.
 */
export function mqttEventSource(options: MqttEventSourceOptions): Source {
  const window = options.window ?? DEFAULT_WINDOW;
  const log = options.log ?? silentLog;
  const count = options.count ?? (() => undefined);
  let receive: ((delivery: Delivery) => void) | undefined;
  let messages = 0;
  let bytes = 0;
  let lastEpoch = 0;

  const session = new MqttSession(
    {
      url: options.url,
      clientId: options.clientId,
      filters: options.filters,
      ...(options.retiredFilters === undefined ? {} : { retiredFilters: options.retiredFilters }),
      qos: 1,
      clean: false,
      receiveMaximum: window.messages,
      ...(options.keepAliveSeconds === undefined
        ? {}
        : { keepAliveSeconds: options.keepAliveSeconds }),
      ...(options.tls === undefined ? {} : { tls: options.tls }),
      ...(options.mostPacketBytes === undefined
        ? {}
        : { mostPacketBytes: options.mostPacketBytes }),
      log,
    },
    {
      onPublish: (packet, epoch) => {
        if (epoch !== lastEpoch) {
          if (lastEpoch !== 0) count('reconnected', 1);
          lastEpoch = epoch;
        }
        if (packet.qos === 0) count('qos0', 1);
        if (packet.dup) count('redelivered', 1);
        const body = packet.payload as Buffer;
        messages += 1;
        bytes += body.byteLength;
        receive?.({
          message: {
            topic: packet.topic,
            body,
            receivedAtMs: Date.now(),
            redelivered: packet.dup,
          },
          token: epoch * PACKET_IDS + (packet.messageId ?? 0),
        });
        if (messages >= window.messages || bytes >= window.bytes) {
          session.pauseReading();
        }
      },
      // Unacknowledged it takes a place in the broker's window but is not lost, nor the others late.
      onLarge: ({ topic, bytes }) => {
        count('too_large', 1);
        log.error(
          { clientId: options.clientId, topic, bytes },
          'a message is too large to be taken and stays with the broker, unacknowledged; the others go on. Send less in one message, or remove it from the session',
        );
      },
      onReadEnd: () => undefined,
    },
  );

  return {
    start: (onDelivery) => {
      receive = onDelivery;
      return session.open();
    },
    settle: (deliveries) => {
      const epoch = session.epoch;
      const packetIds: number[] = [];
      for (const { message, token } of deliveries) {
        messages -= 1;
        bytes -= message.body.byteLength;
        const number = token as number;
        const packetId = number % PACKET_IDS;
        if (packetId !== 0 && Math.floor(number / PACKET_IDS) === epoch) {
          packetIds.push(packetId);
        }
      }
      session.acknowledge(packetIds);
      // Half a window of hysteresis: reading in small sips costs a system call per sip.
      if (messages <= window.messages / 2 && bytes <= window.bytes / 2) {
        session.resumeReading();
      }
    },
    pause: async () => session.stopIntake(),
    stop: () => session.end(),
  };
}
