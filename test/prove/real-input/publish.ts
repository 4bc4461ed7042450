import { connectAsync } from 'mqtt';
import type { ReplayMessage } from './replay-messages.ts';

const inFlightMax = 500;

/** Publishes in order with QoS 1 and resolves when the broker has acknowledged every message. */
export async function publish(url: string, messages: readonly ReplayMessage[]): Promise<void> {
  const client = await connectAsync(url);
  const inFlight = new Set<Promise<unknown>>();
  for (const { topic, payload } of messages) {
    const sent: Promise<unknown> = client
      .publishAsync(topic, payload, { qos: 1 })
      .finally(() => inFlight.delete(sent));
    inFlight.add(sent);
    if (inFlight.size >= inFlightMax) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  await client.endAsync();
}
