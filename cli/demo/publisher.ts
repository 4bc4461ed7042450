import { connectAsync } from 'mqtt';

export interface Publisher {
  /** Resolves when the broker has acknowledged the message (QoS 1). */
  publish(topic: string, payload: string): Promise<void>;
  stop(): Promise<void>;
}

/** The plant's sources on one connection: MQTT 3.1.1, which the in-process broker speaks. */
export async function connectPublisher(url: string): Promise<Publisher> {
  const client = await connectAsync(url, {
    clientId: 'lindwerk-sources',
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 200,
  });
  client.on('error', () => undefined);
  return {
    publish: async (topic, payload) => {
      await client.publishAsync(topic, payload, { qos: 1 });
    },
    stop: () => client.endAsync(true),
  };
}
