import mqtt from 'mqtt';
import { Failure } from '../failure.ts';
import type { MqttTls } from './mqtt-connection.ts';

export interface MqttPublisher {
  /**
   * Resolves once the broker has taken the message over (QoS 1: PUBACK), also over reconnects.
   * Waits while the window is full, so a fast sender is held by its broker.
   */
  publish(
    topic: string,
    body: string | Uint8Array,
    options?: { readonly qos?: 0 | 1; readonly retain?: boolean },
  ): Promise<void>;
  /** Waits for what is in flight, 5 s at most, then disconnects. */
  close(): Promise<void>;
}

export interface MqttPublisherOptions {
  readonly url: string;
  readonly clientId: string;
  /** Messages in flight; default 500. */
  readonly window?: number;
  readonly tls?: MqttTls;
}

const CLOSE_TIMEOUT_MS = 5_000;

/**
 * A publisher for simulators, tests and results of models. Messages in flight are in memory: they
 * die with the process, so a sender that must not lose any waits for `publish`.
 */
export function mqttPublisher(options: MqttPublisherOptions): MqttPublisher {
  const window = options.window ?? 500;
  const client = mqtt.connect(options.url, {
    clientId: options.clientId,
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 500,
    reconnectOnConnackError: true,
    ...options.tls,
  });
  // One listener per message that waits for the socket.
  client.setMaxListeners(0);
  client.on('error', () => undefined);
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
    publish: async (topic, body, { qos = 1, retain = false } = {}) => {
      await takeSlot();
      try {
        const bytes = typeof body === 'string' ? body : Buffer.from(body);
        await new Promise<void>((resolve, reject) => {
          client.publish(topic, bytes, { qos, retain }, (error) => {
            if (error) {
              reject(new Failure('transient', `MQTT publish on ${topic}: ${error.message}`));
            } else {
              resolve();
            }
          });
        });
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
