import type { Delivery, Message, Source } from '../connector.ts';
import { type Log, silentLog } from '../log.ts';
import type { MqttTls } from './mqtt-connection.ts';
import { MqttSession } from './mqtt-session.ts';

export interface MqttSensorSourceOptions {
  readonly url: string;
  readonly clientId: string;
  readonly filters: readonly string[];
  /** Most deliveries that the loop may hold unsettled, in messages and in payload bytes. */
  readonly window?: { readonly messages: number; readonly bytes: number };
  /** Most messages that wait for room in the window; beyond it the oldest is dropped. */
  readonly buffer?: { readonly messages: number; readonly bytes: number };
  /** Called for each message that is dropped. */
  readonly onDrop: (message: Message, reason: 'buffer-full' | 'too-large') => void;
  /** A message of more is dropped without its body; default 64 MiB. */
  readonly mostPacketBytes?: number;
  readonly keepAliveSeconds?: number;
  readonly tls?: MqttTls;
  readonly log?: Log;
}

const DEFAULT_WINDOW = { messages: 10_000, bytes: 16 * 1024 * 1024 };
const DEFAULT_BUFFER = { messages: 50_000, bytes: 32 * 1024 * 1024 };

/**
 * Sensor messages over a clean session, acknowledged when they are taken over: a value that is
 * late is worth less than the next one. While the sink is slow they wait in a bounded buffer, and
 * when that is full the oldest are dropped and counted. A crash loses window and buffer at most.
 */
export function mqttSensorSource(options: MqttSensorSourceOptions): Source {
  const log = options.log ?? silentLog;
  const window = options.window ?? DEFAULT_WINDOW;
  const limit = options.buffer ?? DEFAULT_BUFFER;
  let receive: ((delivery: Delivery) => void) | undefined;
  let unsettled = 0;
  let unsettledBytes = 0;
  const buffer = new MessageQueue();
  let acknowledgements: number[] = [];

  const hasRoom = (): boolean => unsettled < window.messages && unsettledBytes < window.bytes;
  const deliver = (message: Message): void => {
    unsettled += 1;
    unsettledBytes += message.body.byteLength;
    receive?.({ message, token: undefined });
  };

  const session = new MqttSession(
    {
      url: options.url,
      clientId: options.clientId,
      filters: options.filters,
      qos: 1,
      clean: true,
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
      onPublish: (packet) => {
        if (packet.messageId !== undefined) acknowledgements.push(packet.messageId);
        const message: Message = {
          topic: packet.topic,
          body: packet.payload as Buffer,
          receivedAtMs: Date.now(),
          redelivered: packet.dup,
        };
        if (buffer.size === 0 && hasRoom()) {
          deliver(message);
          return;
        }
        buffer.push(message);
        while (buffer.size > limit.messages || buffer.bytes > limit.bytes) {
          const oldest = buffer.shift();
          if (oldest === undefined) break;
          options.onDrop(oldest, 'buffer-full');
        }
      },
      onLarge: ({ topic, messageId, bytes }) => {
        if (messageId !== undefined) acknowledgements.push(messageId);
        log.error(
          { clientId: options.clientId, topic, bytes },
          'a message of samples is too large to be taken and is dropped; send less in one message',
        );
        const body = new Uint8Array();
        const receivedAtMs = Date.now();
        options.onDrop({ topic, body, receivedAtMs, redelivered: false }, 'too-large');
      },
      onReadEnd: () => {
        session.acknowledge(acknowledgements);
        acknowledgements = [];
      },
    },
  );

  return {
    start: (onDelivery) => {
      receive = onDelivery;
      return session.open();
    },
    settle: (deliveries) => {
      for (const { message } of deliveries) {
        unsettled -= 1;
        unsettledBytes -= message.body.byteLength;
      }
      while (buffer.size > 0 && hasRoom()) {
        const next = buffer.shift();
        if (next !== undefined) deliver(next);
      }
    },
    pause: async () => session.stopIntake(),
    stop: async () => {
      await session.end();
      for (let left = buffer.shift(); left !== undefined; left = buffer.shift()) {
        options.onDrop(left, 'buffer-full');
      }
    },
  };
}

/** First in, first out, without moving what stays. */
class MessageQueue {
  #items: (Message | undefined)[] = [];
  #head = 0;
  bytes = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(message: Message): void {
    this.#items.push(message);
    this.bytes += message.body.byteLength;
  }

  shift(): Message | undefined {
    const message = this.#items[this.#head];
    if (message === undefined) return undefined;
    // The slot must not keep the payload alive until the array is cut.
    this.#items[this.#head] = undefined;
    this.#head += 1;
    this.bytes -= message.body.byteLength;
    if (this.#head > 1_000 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return message;
  }
}
