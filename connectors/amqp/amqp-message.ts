import type { ConsumeMessage, Options } from 'amqplib';
import type { Message } from '../connector.ts';

/**
 * How an MQTT message travels through AMQP: its bytes are the body, untouched; topic and receive
 * time are headers, so that the writer knows of a message what the reader knew.
 */
export function publishOptions(message: Message, id: string): Options.Publish {
  return {
    mandatory: true,
    deliveryMode: 2,
    messageId: id,
    headers: { topic: message.topic, receivedAt: message.receivedAtMs },
  };
}

export function messageOf(delivery: ConsumeMessage, nowMs: number): Message {
  const { topic, receivedAt } = delivery.properties.headers ?? {};
  return {
    // Foreign messages have no topic: a name that no stream claims keeps them visible.
    topic: typeof topic === 'string' ? topic : `amqp:${delivery.fields.routingKey}`,
    body: delivery.content,
    receivedAtMs: believableTime(receivedAt) ? receivedAt : nowMs,
    redelivered: delivery.fields.redelivered,
  };
}

/** Whoever may publish to the queue writes what they like; no store holds the year 300,000. */
function believableTime(ms: unknown): ms is number {
  return typeof ms === 'number' && ms >= 0 && ms < LATEST_MS;
}

const LATEST_MS = Date.UTC(10_000, 0);
