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
    receivedAtMs: typeof receivedAt === 'number' ? receivedAt : nowMs,
    redelivered: delivery.fields.redelivered,
  };
}
